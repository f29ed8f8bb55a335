"""
A small WinRM client whose NTLM and sealing come from gss-ntlmssp: one order in JSON a line, one answer in JSON a line.

  {"do": "connect", "host", "port", "certificate": PEM file to trust or null}   a connection
  {"do": "log on", "user", "password", "binds": "right", "wrong" or "not"}       -> {"status", "complete"}
  {"do": "post", "text", "seal", "flip": bit to flip or null, "again": whether the last bytes go once more}
                                                                              -> {"status", "sealed", "text"}
"""
import base64
import hashlib
import http.client
import json
import ssl
import sys

from bodies import SEALED_TYPE, opening, sealed, unsealed
from security import initiator, Refused

PLAIN_TYPE = 'application/soap+xml;charset=UTF-8'
connection, security, body = None, None, b''


def connect(host, port, certificate):
    global connection
    if certificate is None:
        connection = http.client.HTTPConnection(host, port)
    else:
        connection = http.client.HTTPSConnection(host, port, context=ssl.create_default_context(cafile=certificate))
    connection.connect()
    return {}


def send(content, headers):
    connection.request('POST', '/wsman', content, headers)
    response = connection.getresponse()
    return response, response.read()


def binding(binds):
    if binds == 'not':
        return None
    if binds == 'wrong':
        return hashlib.sha256(b'another certificate').digest()
    return hashlib.sha256(connection.sock.getpeercert(True)).digest()


def log_on(user, password, binds):
    global security
    security = initiator(user, password, binding(binds))
    token, response = security.step(), None
    while token:
        response, _ = send(b'', {'Authorization': 'Negotiate ' + base64.b64encode(token).decode()})
        given = [each.partition(' ')[2] for each in response.headers.get_all('WWW-Authenticate', [])
                 if each.startswith('Negotiate ')]
        token = security.step(base64.b64decode(given[0])) if given else None
    return {'status': response.status, 'complete': security.complete}


def post(text, seal, flip, again):
    global body
    if not again:
        body = sealed(security, text.encode()) if seal else text.encode()
    if flip is not None:
        at = len(opening(len(text.encode()))) + 4 + flip // 8
        body = body[:at] + bytes([body[at] ^ (1 << flip % 8)]) + body[at + 1:]
    response, answer = send(body, {'Content-Type': SEALED_TYPE if seal else PLAIN_TYPE})
    is_sealed = response.headers.get('Content-Type') == SEALED_TYPE
    plain = unsealed(security, answer) if is_sealed else answer
    return {'status': response.status, 'sealed': is_sealed, 'text': plain.decode()}


ORDERS = {'connect': connect, 'log on': log_on, 'post': post}
for line in sys.stdin:
    order = json.loads(line)
    try:
        answer = ORDERS[order.pop('do')](**order)
    except (Refused, OSError, http.client.HTTPException) as error:
        answer = {'error': type(error).__name__, 'message': str(error)[:300]}
    print(json.dumps(answer), flush=True)

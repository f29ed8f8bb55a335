"""
A small WinRM service whose NTLM and sealing come from gss-ntlmssp. Takes one line of JSON, {"certificate": PEM file or
null, "key": PEM file or null, "hash": name of the hash for channel binding}, says {"port": n}, then one line of JSON for
whatever happens, until its input ends; {"event": "told"} for each further line of input, when all that was before is told.
"""
import base64
import hashlib
import itertools
import json
import ssl
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bodies import SEALED_TYPE, sealed, unsealed
from security import acceptor, Refused
from shells import Shells

LINE = threading.Lock()
CONNECTIONS = itertools.count(1)


def tell(**event):
    with LINE:
        print(json.dumps(event), flush=True)


class Connection(BaseHTTPRequestHandler):
    """What NTLM proves belongs to the connection."""
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def setup(self):
        super().setup()
        self.number = next(CONNECTIONS)
        self.security = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        try:
            if 'Authorization' in self.headers:
                return self.log_on(self.headers['Authorization'])
            if self.path != '/wsman' or self.security is None or not self.security.complete:
                return self.reply(401, challenge='Negotiate')
            return self.ask(body)
        except Refused as refused:
            tell(event='refused', why=str(refused), connection=self.number)
            # Nothing more is believed that comes this way.
            self.close_connection, self.security = True, None
            self.reply(401 if 'Authorization' in self.headers else 400, challenge='Negotiate')

    def log_on(self, authorization):
        scheme, _, token = authorization.partition(' ')
        if scheme != 'Negotiate':
            raise Refused('another scheme')
        if self.security is None or self.security.complete:
            self.security = acceptor(self.server.hash)
        answer = self.security.step(base64.b64decode(token, validate=True))
        told = 'Negotiate ' + base64.b64encode(answer).decode() if answer else 'Negotiate'
        if not self.security.complete:
            return self.reply(401, challenge=told)
        tell(event='logon', who=self.security.who, bound=self.security.bound, connection=self.number)
        self.reply(200, challenge=told)

    def ask(self, body):
        is_sealed = self.headers['Content-Type'] == SEALED_TYPE
        if not is_sealed and self.server.hash is None:
            # As a stock Windows: AllowUnencrypted is false.
            return self.reply(500)
        plain = unsealed(self.security, body) if is_sealed else body
        operation, status, answer = self.server.shells.answer(self.security.who, plain)
        tell(event='asked', operation=operation, sealed=is_sealed, connection=self.number)
        if is_sealed:
            self.reply(status, SEALED_TYPE, sealed(self.security, answer))
        else:
            self.reply(status, 'application/soap+xml;charset=UTF-8', answer)

    def reply(self, status, content_type=None, body=b'', challenge=None):
        self.send_response(status)
        if challenge:
            self.send_header('WWW-Authenticate', challenge)
        if content_type:
            self.send_header('Content-Type', content_type)
        if self.close_connection:
            self.send_header('Connection', 'close')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """What is worth telling is told as events."""


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate, key, hash):
        super().__init__(('127.0.0.1', 0), Connection)
        self.tls, self.hash, self.shells = None, None, Shells()
        if certificate is None:
            return
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)
        with open(certificate) as file:
            der = ssl.PEM_cert_to_DER_cert(file.read())
        self.hash = hashlib.new(hash, der).digest()

    def get_request(self):
        sock, address = super().get_request()
        if self.tls is None:
            return sock, address
        # The handshake is made by the connection's own thread, with its first read.
        return self.tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        # Who went away, or spoke no TLS, is no mistake of ours.
        if not isinstance(sys.exc_info()[1], OSError):
            tell(event='broken', why=traceback.format_exc())


service = Service(**json.loads(sys.stdin.readline()))
tell(port=service.server_address[1])
threading.Thread(target=service.serve_forever, daemon=True).start()
for _ in sys.stdin:
    tell(event='told')

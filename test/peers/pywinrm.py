"""
Debian's pywinrm at work: one order in JSON a line, one answer in JSON a line; bytes are base64.

  {"do": "open", "endpoint", "user", "password", "options": what winrm.Protocol takes}
  {"do": "cmd", "command", "args"} and {"do": "ps", "script"}   one shell each, as winrm.Session does
  {"do": "utf8", "scripts"}     PowerShell scripts in one shell whose code page is 65001; the last one's output
  {"do": "hold", "seconds"}     how long the service may hold a Receive
What pywinrm raises is {"error": its class, "message": its words}.
"""
import base64
import json
import sys

import winrm

session = None


def told(status, out, err):
    return {'exitCode': status, 'stdout': base64.b64encode(out).decode(), 'stderr': base64.b64encode(err).decode()}


def open_(endpoint, user, password, options):
    global session
    session = winrm.Session(endpoint, auth=(user, password), **options)
    return {}


def cmd(command, args):
    answer = session.run_cmd(command, args)
    return told(answer.status_code, answer.std_out, answer.std_err)


def ps(script):
    answer = session.run_ps(script)
    return told(answer.status_code, answer.std_out, answer.std_err)


def utf8(scripts):
    protocol = session.protocol
    shell = protocol.open_shell(codepage=65001)
    try:
        for script in scripts:
            encoded = base64.b64encode(script.encode('utf-16-le')).decode()
            command = protocol.run_command(shell, 'powershell', ['-EncodedCommand', encoded])
            out, err, status = protocol.get_command_output(shell, command)
            protocol.cleanup_command(shell, command)
        return told(status, out, err)
    finally:
        protocol.close_shell(shell)


def hold(seconds):
    session.protocol.operation_timeout_sec = seconds
    return {}


ORDERS = {'open': open_, 'cmd': cmd, 'ps': ps, 'utf8': utf8, 'hold': hold}
print(json.dumps({'ready': True}), flush=True)
for line in sys.stdin:
    order = json.loads(line)
    try:
        answer = ORDERS[order.pop('do')](**order)
    except Exception as error:
        answer = {'error': type(error).__name__, 'message': str(error)[:300]}
    print(json.dumps(answer), flush=True)

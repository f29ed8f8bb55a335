"""Remote shells (MS-WSMV 3.1.4) with a few commands whose effect is known beforehand."""
import threading
import uuid
from base64 import b64encode
from xml.etree import ElementTree
from xml.sax.saxutils import escape

NS = {
    's': 'http://www.w3.org/2003/05/soap-envelope',
    'a': 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
    'x': 'http://schemas.xmlsoap.org/ws/2004/09/transfer',
    'w': 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
    'p': 'http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd',
    'rsp': 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell',
}
FAULT = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/fault'
# Ends within characters, and not with base64's groups.
PIECE = 30001
PIECES = 8


class Fault(Exception):
    def __init__(self, subcode, code, reason):
        super().__init__(reason)
        self.subcode, self.code = subcode, code


class Command:
    """echo TEXT, complain TEXT, exit N, repeat N TEXT, silent N (that many Receives without output), quota."""

    def __init__(self, line):
        name, _, rest = line.partition(' ')
        self.silence, self.code, out, err = 0, 0, '', ''
        if name == 'echo':
            out = rest + '\r\n'
        elif name == 'complain':
            err, self.code = rest + '\r\n', 1
        elif name == 'exit':
            self.code = int(rest)
        elif name == 'repeat':
            times, _, text = rest.partition(' ')
            out = text * int(times)
        elif name == 'silent':
            self.silence, out = int(rest), 'at last'
        elif name == 'quota':
            raise Fault('w:QuotaLimit', 2150859173, 'This user is allowed a maximum number of 5 concurrent shells')
        else:
            err, self.code = f"'{name}' is not recognized", 1
        self.pieces = [(stream, data[at:at + PIECE]) for stream, text in (('stdout', out), ('stderr', err))
                       for data in [text.encode()] for at in range(0, len(data), PIECE)]

    def receive(self, command_id):
        if self.silence > 0:
            self.silence -= 1
            raise Fault('w:TimedOut', 2150858793, 'not within the time specified in OperationTimeout')
        now, self.pieces = self.pieces[:PIECES], self.pieces[PIECES:]
        done = not self.pieces
        streams = [(name, b64encode(data).decode(), '') for name, data in now]
        streams += [(name, '', ' End="true"') for name in ('stdout', 'stderr') if done]
        told = ''.join(f'<rsp:Stream Name="{name}" CommandId="{command_id}"{end}>{data}</rsp:Stream>'
                       for name, data, end in streams)
        code = f'<rsp:ExitCode>{self.code}</rsp:ExitCode>' if done else ''
        state = f'{NS["rsp"]}/CommandState/{"Done" if done else "Running"}'
        return (f'<rsp:ReceiveResponse>{told}<rsp:CommandState CommandId="{command_id}" State="{state}">{code}'
                '</rsp:CommandState></rsp:ReceiveResponse>')


class Shells:
    """A shell belongs to who made it, whatever connection it was made by."""

    def __init__(self):
        self._shells = {}
        self._lock = threading.Lock()

    def answer(self, who, request):
        """The request's operation, the status, and the reply."""
        root = ElementTree.fromstring(request)
        header = root.find('s:Header', NS)
        action = text(header, 'a:Action')
        operation = action.rpartition('/')[2]
        message_id = text(header, 'a:MessageID')
        try:
            if text(header, 'w:ResourceURI') != f'{NS["rsp"]}/cmd' or not text(header, 'a:To').endswith('/wsman'):
                raise Fault('a:DestinationUnreachable', 2150858752, 'no such resource')
            with self._lock:
                body = self._dispatch(who, operation, header, root.find('s:Body', NS))
            return operation, 200, envelope(f'{action}Response', message_id, body)
        except Fault as fault:
            return operation, 500, envelope(FAULT, message_id, worded(fault))

    def _dispatch(self, who, operation, header, body):
        if operation == 'Create':
            shell_id = new_id()
            self._shells[who, shell_id] = {}
            return (f'<x:ResourceCreated><a:Address>http://x/wsman</a:Address><a:ReferenceParameters><w:SelectorSet>'
                    f'<w:Selector Name="ShellId">{shell_id}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
                    f'</x:ResourceCreated>')
        shell_id = text(header, 'w:SelectorSet/w:Selector')
        commands = self._shells.get((who, shell_id))
        if commands is None:
            raise Fault('w:InvalidSelectors', 2150858843, 'the shell was not found on the server')
        if operation == 'Delete':
            del self._shells[who, shell_id]
            return ''
        if operation == 'Command':
            command_id = new_id()
            commands[command_id] = Command(text(body, 'rsp:CommandLine/rsp:Command'))
            return f'<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>'
        named = body.find('rsp:Receive/rsp:DesiredStream' if operation == 'Receive' else 'rsp:Signal', NS)
        command_id = named.get('CommandId')
        if command_id not in commands:
            raise Fault('w:InvalidSelectors', 2150858843, 'a command identifier that does not exist')
        if operation == 'Receive':
            return commands[command_id].receive(command_id)
        del commands[command_id]
        return '<rsp:SignalResponse/>'


def text(element, path):
    found = None if element is None else element.find(path, NS)
    if found is None or not found.text:
        raise Fault('w:SchemaValidationError', 2150858767, f'{path} is missing')
    return found.text


def new_id():
    return str(uuid.uuid4()).upper()


def envelope(action, relates_to, body):
    names = ''.join(f' xmlns:{prefix}="{name}"' for prefix, name in NS.items())
    header = (f'<a:Action>{action}</a:Action><a:MessageID>uuid:{new_id()}</a:MessageID>'
              f'<a:RelatesTo>{escape(relates_to)}</a:RelatesTo>')
    return f'<s:Envelope{names}><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'.encode()


def worded(fault):
    return ('<s:Fault><s:Code><s:Value>s:Receiver</s:Value>'
            f'<s:Subcode><s:Value>{fault.subcode}</s:Value></s:Subcode></s:Code>'
            f'<s:Reason><s:Text xml:lang="en-US">{fault}</s:Text></s:Reason><s:Detail>'
            '<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" '
            f'Code="{fault.code}" Machine="x"><f:Message>{fault}</f:Message></f:WSManFault></s:Detail></s:Fault>')

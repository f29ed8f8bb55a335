"""Bodies of multipart/encrypted (MS-WSMV 2.2.9.1), as a client has to write them and as Windows does."""
import re
import struct

from security import Refused

PROTOCOL = 'application/HTTP-SPNEGO-session-encrypted'
SEALED_TYPE = f'multipart/encrypted;protocol="{PROTOCOL}";boundary="Encrypted Boundary"'
CLOSER = b'--Encrypted Boundary--\r\n'
SIGNATURE = 16


def opening(length):
    return (
        f'--Encrypted Boundary\r\n\tContent-Type: {PROTOCOL}\r\n'
        f'\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={length}\r\n'
        '--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n'
    ).encode()


def unsealed(security, body):
    """Byte for byte what MS-WSMV shows, or Refused."""
    length = int((re.search(rb';Length=(\d{1,9})\r\n', body[:400]) or [b'', b'0'])[1])
    head = opening(length)
    start = len(head) + 4
    if not body.startswith(head) or body[len(head):start] != struct.pack('<I', SIGNATURE):
        raise Refused('not framed as MS-WSMV 2.2.9.1 says')
    end = start + SIGNATURE + length
    if body[end:] != CLOSER:
        raise Refused('of another length than it says')
    return security.unseal(body[start:end])


def sealed(security, plain):
    message = security.seal(plain)
    return opening(len(plain)) + struct.pack('<I', SIGNATURE) + message + CLOSER

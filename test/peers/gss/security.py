"""
One connection's security context, either end of it, all of it gss-ntlmssp's within MIT's SPNEGO: nothing here computes
anything itself.

What gss-ntlmssp 1.2.0 does otherwise than Windows, so that tests know what they may ask of it: who binds to no channel is
taken although there is one (Windows under CbtHardeningLevel Strict refuses), a response without mechListMIC is taken, no
account is ever locked, and nobody is made to seal. Names are found in any case, but the domain is hashed as it stands
in the file of accounts.
"""
import gssapi
from gssapi.raw import ChannelBindings

SPNEGO = gssapi.OID.from_int_seq('1.3.6.1.5.5.2')
NTLMSSP = '1.3.6.1.4.1.311.2.2.10'
# GSS_C_CHANNEL_BOUND_FLAG: the client told of the channel that it came by.
CHANNEL_BOUND = 0x800


class Refused(Exception):
    """Somebody or something that is not what it has to be."""


def bindings_of(certificate_hash):
    """RFC 5929 4.1; None without TLS."""
    if certificate_hash is None:
        return None
    return ChannelBindings(application_data=b'tls-server-end-point:' + certificate_hash)


def acceptor(certificate_hash):
    """The service's end, for the accounts of NTLM_USER_FILE."""
    credentials = gssapi.Credentials(usage='accept', mechs=[SPNEGO])
    bindings = bindings_of(certificate_hash)
    return Security(gssapi.SecurityContext(creds=credentials, usage='accept', channel_bindings=bindings))


def initiator(user, password, certificate_hash):
    """The client's end: signed and sealed, mutual as far as NTLM can be."""
    name = gssapi.Name(user, gssapi.NameType.user)
    given = gssapi.raw.acquire_cred_with_password(name, password.encode(), mechs=[SPNEGO], usage='initiate')
    credentials = gssapi.Credentials(given.creds)
    gssapi.raw.set_neg_mechs(credentials, [gssapi.OID.from_int_seq(NTLMSSP)])
    flags = gssapi.RequirementFlag.confidentiality | gssapi.RequirementFlag.integrity
    return Security(gssapi.SecurityContext(
        name=gssapi.Name('HTTP@127.0.0.1', gssapi.NameType.hostbased_service), creds=credentials,
        mech=SPNEGO, flags=flags, usage='initiate', channel_bindings=bindings_of(certificate_hash)))


class Security:
    def __init__(self, context):
        self._context = context

    @property
    def complete(self):
        return self._context.complete

    @property
    def bound(self):
        return bool(int(self._context.actual_flags) & CHANNEL_BOUND)

    @property
    def who(self):
        # python3-gssapi 1.8.2 counts the name's final NUL.
        return str(self._context.initiator_name).rstrip('\0')

    def step(self, token=None):
        try:
            answer = self._context.step(token)
            # Where SPNEGO has a token for its refusal, the refusal itself is raised by the next question.
            complete = self._context.complete
        except gssapi.exceptions.GSSError as error:
            raise Refused(str(error)) from error
        if complete and self._context.mech.dotted_form != NTLMSSP:
            raise Refused('not NTLM')
        return answer

    def unseal(self, signed):
        try:
            plain = self._context.unwrap(signed)
        except gssapi.exceptions.GSSError as error:
            raise Refused(str(error)) from error
        if not plain.encrypted:
            raise Refused('signed, but not sealed')
        return plain.message

    def seal(self, plain):
        return self._context.wrap(plain, True).message

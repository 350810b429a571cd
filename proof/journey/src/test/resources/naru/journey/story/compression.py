# Suites 12 and 13 of Autobahn, written anew: messages with permessage-deflate (RFC 7692). The
# edition of the suite that is on Maven knows these two by name and has no cases of them; it has the
# data, and a client that can compress. A case sends the pieces of a file one after the other, each
# in one frame or in many, and wants each back as it was.
from autobahn.compress import PerMessageDeflateOffer, PerMessageDeflateResponseAccept
from autobahntestsuite import case
from java.lang import ClassLoader

SECONDS = 20

# Suite 12, by what is sent: the name of the file, and whether its messages are binary.
FILES = [
    ('data1.json', False), ('lena512.bmp', True), ('pg2229.txt', False), ('data1.html', False),
    ('10.1.1.105.5439.pdf', True)]

# Suite 13, by what is offered, the dearest first: server_no_context_takeover, then
# server_max_window_bits (0 for none), then client_max_window_bits.
OFFERS = [
    [(False, 0, True)], [(True, 0, True)], [(False, 9, True)], [(False, 15, True)],
    [(True, 9, True)], [(True, 9, True), (True, 0, False)], [(False, 0, False)]]

# Each case of either: bytes of a message (0 for the whole file), and of a frame (0 for any).
SIZES = [
    (16, 0), (64, 0), (256, 0), (1024, 0), (4096, 0), (8192, 0), (16384, 0), (32768, 0),
    (65536, 0), (131072, 0), (8192, 256), (16384, 256), (32768, 256), (65536, 256),
    (131072, 256), (131072, 1024), (131072, 4096), (0, 4096)]


def pieces(name, binary, size):
    """The file in pieces of about this size; text is cut between two characters."""
    data = ClassLoader.getSystemResourceAsStream(
        'autobahntestsuite/testdata/' + name).readAllBytes().tostring()
    if not binary:
        data = data.decode('utf-8', 'replace')
        size = size // 2 if size else 0
    step = size or len(data)
    cut = [data[at:at + step] for at in range(0, len(data), step)]
    return cut if binary else [piece.encode('utf-8') for piece in cut]


class Compressed(object, case.Case):
    """Messages to and fro, one at a time."""

    def __init__(self, protocol):
        case.Case.__init__(self, protocol)

    def init(self):
        self.p.perMessageCompressionOffers = [
            PerMessageDeflateOffer(True, client, alone, bits)
            for alone, bits, client in self.OFFERS]
        self.p.perMessageCompressionAccept = PerMessageDeflateResponseAccept

    def onOpen(self):
        self.p.enableWirelog(False)
        self.expectedClose = {
            'closedByMe': True, 'closeCode': [self.p.CLOSE_STATUS_CODE_NORMAL],
            'requireClean': True}
        if self.p._perMessageCompress is None:
            self.end(case.Case.UNIMPLEMENTED, 'The server does not compress like this.')
            return
        name, self.binary = self.FILE
        self.left = pieces(name, self.binary, self.SIZE)[:self.COUNT]
        self.result = 'It took more than %d seconds.' % SECONDS
        self.p.closeAfter(SECONDS)
        self.next()

    def next(self):
        self.sent = self.left.pop()
        self.p.sendMessage(self.sent, self.binary, payload_frag_size = self.FRAME or None)

    def onMessage(self, message, binary):
        if binary != self.binary or message != self.sent:
            self.end(case.Case.FAILED, 'Another message came back than was sent.')
        elif self.left:
            self.next()
        else:
            self.end(case.Case.OK, 'Every message came back as it was sent.')

    def end(self, behavior, result):
        self.behavior = behavior
        self.result = result
        self.p.enableWirelog(True)
        self.p.sendClose(self.p.CLOSE_STATUS_CODE_NORMAL)


def add(suite, number, file, offers, count):
    for i, (size, frame) in enumerate(SIZES):
        about = '%s in messages of %d bytes and frames of %d' % (file[0], size, frame)
        case.Cases.append(type('Case%d_%d_%d' % (suite, number, i + 1), (Compressed, ), {
            'FILE': file, 'OFFERS': offers, 'SIZE': size, 'FRAME': frame, 'COUNT': count,
            'DESCRIPTION': about + ', offering ' + str(offers),
            'EXPECTATION': 'Every message comes back as it was sent.'}))


def extend(count):
    """Adds the cases, each of so many messages at most."""
    for i, file in enumerate(FILES):
        add(12, i + 1, file, [(False, 0, True)], count)
    for i, offers in enumerate(OFFERS):
        add(13, i + 1, FILES[0], offers, count)
        case.CaseSubCategories['13.%d' % (i + 1)] = str(offers)
    for i, file in enumerate(FILES):
        case.CaseSubCategories['12.%d' % (i + 1)] = file[0]
    case.CaseCategories['13'] = 'WebSocket Compression (offers)'

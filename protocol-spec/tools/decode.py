#!/usr/bin/env python3
"""A second decoder of the Carillon protocol, written from PROTOCOL.md alone, without dependencies.

    decode.py check [VECTORS]          checks valid.txt, invalid.txt and sessions/ (default: ../vectors)
    decode.py frames c|s HEX...        prints the frames in a client's (c) or a node's (s) bytes
    decode.py session FILE             prints what a session file's frames mean on their connection

Exit status 0 if all is well, 1 if something is not, 2 for wrong usage.
"""

import pathlib
import sys

MAX = (1 << 62) - 1
FRAME_MAX, FRAME_MAX_FIRST, PAYLOAD_MAX = 65536, 512, 60000
CLIENT, NODE = "c>s", "s>c"

ERRORS = {
    1: "MALFORMED", 2: "FRAME_TOO_BIG", 3: "UNSUPPORTED_VERSION", 4: "UNKNOWN_CRITICAL_FRAME", 5: "UNEXPECTED_FRAME",
    6: "UNKNOWN_MANDATORY_TLV", 7: "BAD_ALIAS", 8: "BAD_SEQUENCE", 9: "SEQ_AHEAD", 10: "WINDOW_EXCEEDED",
}
REFUSALS = {
    1: "PAYLOAD_TOO_BIG", 2: "BAD_RECIPIENT", 3: "UNKNOWN_RECIPIENT", 4: "BLOCKED",
    128: "OVERLOADED", 129: "STORAGE_FULL", 130: "CSEQ_GAP",
}
FAILURES = {1: "INBOX_FULL", 2: "EXPIRED", 3: "UNKNOWN_RECIPIENT", 4: "BLOCKED"}
SKIPS = {1: "ACKED", 2: "EXPIRED", 3: "PURGED"}
KINDS = {1: "DELIVERED", 2: "READ", 3: "FAILED"}

# type: (name, who sends it, defined flags)
TYPES = {
    1: ("HELLO", {CLIENT}, 1), 2: ("WELCOME", {NODE}, 1), 3: ("ERROR", {CLIENT, NODE}, 0), 4: ("MOVE", {NODE}, 0),
    5: ("SEND", {CLIENT}, 7), 6: ("SEND_ACK", {NODE}, 1), 7: ("SEND_REFUSED", {NODE}, 0), 8: ("DELIVER", {NODE}, 7),
    9: ("OWN_COPY", {NODE}, 0), 10: ("RECV_ACK", {CLIENT}, 1), 11: ("SKIP", {NODE}, 0),
    12: ("CREDIT", {CLIENT, NODE}, 0), 13: ("RECEIPT", {NODE}, 0), 14: ("READ", {CLIENT}, 0),
    15: ("GOODBYE", {CLIENT, NODE}, 0), 16: ("PING", {CLIENT}, 7), 17: ("PONG", {NODE}, 7),
}


class Bad(Exception):
    """The bytes break the specification; args[0] is the error's name."""


class Incomplete(Exception):
    """The frame goes on behind what is there."""


class Reader:
    """Takes fields off the front of a frame's body; running out of bytes is MALFORMED."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def left(self):
        return len(self.data) - self.at

    def take(self, count):
        if count > self.left():
            raise Bad("MALFORMED", "cut off")
        self.at += count
        return self.data[self.at - count:self.at]

    def uint(self, size):
        return int.from_bytes(self.take(size), "big")

    def varint(self, low=0, high=MAX):
        size = 1 << (self.data[self.at] >> 6) if self.left() else 1
        value = self.uint(size) & ((1 << (8 * size - 2)) - 1)
        if size > 1 and value < 1 << (8 * (size // 2) - 2):
            raise Bad("MALFORMED", "overlong")
        if not low <= value <= high:
            raise Bad("MALFORMED", "out of range")
        return value

    def zigzag(self):
        value = self.varint()
        return value // 2 if value % 2 == 0 else -(value + 1) // 2

    def user(self):
        size = self.uint(1)
        name = self.take(size)
        if not 1 <= size <= 64 or not plain(name):
            raise Bad("MALFORMED", "no user ID")
        return name

    def rest(self):
        return self.take(self.left())

    def end(self):
        if self.left():
            raise Bad("MALFORMED", "bytes behind the last field")


def plain(data):
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    return not any(ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F for c in text)


def code(names, number):
    if number not in names:
        raise Bad("MALFORMED", "unknown code")
    return names[number]


def tlvs(kind, reader):
    """Checks the TLV list; returns its bytes and the known values by tag."""
    start, last, known = reader.at, -1, {}
    while reader.left():
        tag = reader.varint()
        if tag <= last:
            raise Bad("MALFORMED", "TLVs out of order")
        last = tag
        value = Reader(reader.take(reader.varint()))
        if kind == "HELLO" and tag == 1:
            if value.left() > 64 or not plain(value.data):
                raise Bad("MALFORMED", "client name")
        elif kind in ("HELLO", "WELCOME") and tag == 2:
            known[tag] = value.varint(0, 32767), value.varint(0, 1 << 30)
            value.end()
        elif kind == "HELLO" and tag == 5:
            value.end()
        elif kind == "HELLO" and tag == 7:
            known[tag] = value.varint(1), value.varint(1)
            value.end()
        elif kind == "WELCOME" and tag == 3:
            known[tag] = value.varint(1, 3600)
            value.end()
        elif kind == "WELCOME" and tag == 4:
            known[tag] = value.varint(1)
            value.end()
        elif kind == "MOVE" and tag == 2:
            port, host = value.varint(1, 65535), value.rest()
            if not 1 <= len(host) <= 253 or not plain(host):
                raise Bad("MALFORMED", "owner address")
            known[tag] = host, port
        elif kind == "MOVE" and tag in (4, 6):
            known[tag] = [value.varint(1 if tag == 4 else 0) for _ in range(3 if tag == 4 else 2)]
            value.end()
        elif tag % 2 == 0:
            raise Bad("UNKNOWN_MANDATORY_TLV", str(tag))
    return reader.data[start:], known


def body(kind, flags, r):
    """The fields of one frame, by name, in the order of the specification."""
    f = {}
    if kind == "HELLO":
        f.update(version=1, enrol=flags & 1, token=r.take(r.varint(0, 256)), install=r.uint(8))
        f.update(lastSeq=r.varint(), nextCseq=r.varint(1))
        f["tlvs"], f["known"] = tlvs(kind, r)
    elif kind == "WELCOME":
        f.update(enrolled=flags & 1, head=r.varint(), ackedCseq=r.varint(), timeMs=r.uint(8))
        if f["timeMs"] > MAX:
            raise Bad("MALFORMED", "time")
        f["tlvs"], f["known"] = tlvs(kind, r)
    elif kind == "ERROR":
        f.update(code=r.uint(1), retryAfterMs=r.varint(), text=r.take(r.varint(0, 256)))
        if f["code"] == 0:
            raise Bad("MALFORMED", "code 0")
        tlvs(kind, r)
    elif kind == "MOVE":
        f["tlvs"], _ = tlvs(kind, r)
    elif kind == "SEND":
        wide = flags >> 2 & 1
        f.update(wide=wide, cseqLow=r.uint(1 + wide), receipt=flags >> 1 & 1, alias=r.uint(1))
        if f["alias"] > 63:
            raise Bad("MALFORMED", "alias")
        f["name"] = r.user() if flags & 1 else b""
        f["payload"] = r.rest()
    elif kind == "SEND_ACK":
        f.update(inOrder=flags & 1, cseqLow=r.uint(2))
    elif kind == "SEND_REFUSED":
        f.update(code=code(REFUSALS, r.uint(1)), cseq=r.varint(1), retryAfterMs=r.varint())
    elif kind == "DELIVER":
        alias = r.uint(1)
        if alias > 127:
            raise Bad("MALFORMED", "bit 7")
        f.update(own=flags >> 2 & 1, receipt=alias >> 6 & 1, alias=alias & 63)
        f["name"] = r.user() if flags & 1 else b""
        f["install"] = r.uint(8) if flags & 1 else None
        f["cseq"] = r.varint(1)
        f["stamp"] = r.zigzag() if flags & 2 else None
        f["payload"] = r.rest()
        if len(f["payload"]) > PAYLOAD_MAX:
            raise Bad("MALFORMED", "payload")
    elif kind == "OWN_COPY":
        f["count"] = r.varint(1)
    elif kind == "RECV_ACK":
        f.update(wide=flags & 1, seqLow=r.uint(1 + (flags & 1)))
    elif kind == "SKIP":
        f.update(reason=code(SKIPS, r.uint(1)), nextSeq=r.varint(1))
    elif kind == "CREDIT":
        f.update(messages=r.varint(0, 32767), bytes=r.varint(0, 1 << 30))
    elif kind == "RECEIPT":
        f.update(kind=code(KINDS, r.uint(1)), name=r.user(), install=r.uint(8), cseq=r.varint(1))
        f["reason"] = code(FAILURES, r.uint(1)) if f["kind"] == "FAILED" else ""
    elif kind == "READ":
        f["seq"] = r.varint(1)
    elif kind == "GOODBYE":
        f.update(code=r.uint(1), reconnectAfterMs=r.varint(), jitterMs=r.varint())
    elif kind == "PING":
        f["seqLow"] = r.uint(2)
    elif kind == "PONG":
        f["headLow"] = r.uint(2)
    if kind not in ("PING", "PONG"):
        r.end()
    return f


def decode(direction, data, frame_max=FRAME_MAX):
    """One frame: (bytes consumed, name or None if it is to be skipped, fields)."""
    reader = Reader(data)
    size = 1 << (data[0] >> 6) if data else 1
    if len(data) < size:
        raise Incomplete
    length = reader.varint()
    if length == 0:
        raise Bad("MALFORMED", "length 0")
    if length > frame_max:
        raise Bad("FRAME_TOO_BIG", str(length))
    if reader.left() < length:
        raise Incomplete
    total = reader.at + length
    reader = Reader(data[reader.at:total])
    header = reader.uint(1)
    number, flags = header >> 3, header & 7
    name, senders, defined = TYPES.get(number, (None, set(), 0))
    if direction not in senders:
        if number >= 16:
            return total, None, {}
        raise Bad("UNEXPECTED_FRAME" if name else "UNKNOWN_CRITICAL_FRAME", str(number))
    if name == "HELLO" and reader.uint(1) != 1:
        raise Bad("UNSUPPORTED_VERSION", "")
    if flags & ~defined:
        raise Bad("MALFORMED", "flags")
    return total, name, body(name, flags, reader)


def text(name, fields):
    """The form of vectors/README.md."""
    if name is None:
        return "IGNORED"
    out = [name]
    for key, value in fields.items():
        if key == "known":
            continue
        if value is None:
            value = ""
        elif key == "install":
            value = f"{value:016x}"
        elif isinstance(value, bytes):
            value = value.hex()
        out.append(f"{key}={value}")
    return " ".join(out)


def nearest(reference, low, bits):
    delta = (low - reference) % (1 << bits)
    return reference + (delta - (1 << bits) if delta >= 1 << (bits - 1) else delta)


class Window:
    """What is under way against the largest window that was granted."""

    def __init__(self):
        self.messages, self.bytes, self.under_way = 256, 1 << 20, {}

    def grant(self, messages, size):
        self.messages, self.bytes = max(self.messages, messages), max(self.bytes, size)

    def add(self, number, size):
        alone = not self.under_way
        self.under_way[number] = size
        if len(self.under_way) > self.messages or (sum(self.under_way.values()) > self.bytes and not alone):
            raise Bad("WINDOW_EXCEEDED", "")

    def keep(self, wanted):
        self.under_way = {n: size for n, size in self.under_way.items() if wanted(n)}


class Session:
    """One connection as an observer sees it; line() says what each frame means there."""

    def __init__(self):
        self.hello = self.welcome = self.leaving = False
        self.last = self.settled = self.highest = self.position = self.acked = self.stamp = 0
        self.ignore_until = None
        self.send_names, self.deliver_peers = {}, {}
        self.send_window, self.deliver_window = Window(), Window()

    def line(self, direction, name, f):
        if direction == CLIENT and self.hello == (name == "HELLO"):
            raise Bad("UNEXPECTED_FRAME", str(name))
        if name is None:
            return "IGNORED"
        if direction == NODE and self.welcome == (name == "WELCOME") and (self.welcome or name != "ERROR"):
            raise Bad("UNEXPECTED_FRAME", name)
        return getattr(self, name)(f, direction)

    def HELLO(self, f, _):
        self.hello = True
        self.position = self.acked = f["lastSeq"]
        self.last = self.highest = f["nextCseq"] - 1
        if 2 in f["known"]:
            self.deliver_window.grant(*f["known"][2])
        return f"HELLO enrol={f['enrol']} install={f['install']:016x} lastSeq={f['lastSeq']} nextCseq={f['nextCseq']}"

    def WELCOME(self, f, _):
        self.welcome = True
        self.settled, self.stamp = f["ackedCseq"], f["timeMs"]
        self.highest = max(self.highest, self.settled)
        self.send_window.keep(lambda n: n > self.settled)
        if 2 in f["known"]:
            self.send_window.grant(*f["known"][2])
        return (f"WELCOME enrolled={f['enrolled']} head={f['head']} ackedCseq={f['ackedCseq']} timeMs={f['timeMs']}"
                f" settled={self.settled}")

    def SEND(self, f, _):
        if f["name"]:
            self.send_names[f["alias"]] = f["name"].decode()
        if f["alias"] not in self.send_names:
            raise Bad("BAD_ALIAS", "")
        if f["wide"]:
            cseq = nearest(self.last, f["cseqLow"], 16)
            if cseq < 1:
                raise Bad("BAD_SEQUENCE", "")
        else:
            cseq = self.last + 1
            if cseq % 256 != f["cseqLow"]:
                raise Bad("BAD_SEQUENCE", "")
        self.last = cseq
        if self.ignore_until == cseq and f["wide"]:
            self.ignore_until = None
        ignored = self.ignore_until is not None or self.leaving
        if not ignored:
            self.highest = max(self.highest, cseq)
            if not self.welcome or cseq > self.settled:
                self.send_window.add(cseq, len(f["payload"]))
        return (f"SEND cseq={cseq} to={self.send_names[f['alias']]} receipt={f['receipt']}"
                f" payload={f['payload'].hex()}{' ignored' if ignored else ''}")

    def SEND_ACK(self, f, _):
        up_to = nearest(self.settled, f["cseqLow"], 16)
        if up_to > self.highest:
            raise Bad("BAD_SEQUENCE", "")
        if up_to > self.settled:
            if f["inOrder"]:
                self.position += up_to - self.settled
            self.settled = up_to
            self.send_window.keep(lambda n: n > up_to)
        return f"SEND_ACK upTo={up_to} settled={self.settled} position={self.position}"

    def SEND_REFUSED(self, f, _):
        cseq, now = f["cseq"], f["code"] in ("OVERLOADED", "STORAGE_FULL", "CSEQ_GAP")
        if cseq > self.highest or not now and cseq > self.settled + 1:
            raise Bad("BAD_SEQUENCE", "")
        if now and cseq > self.settled:
            self.ignore_until, self.highest = cseq, cseq - 1
            self.send_window.keep(lambda n: n < cseq)
        elif not now and cseq > self.settled:
            self.settled = cseq
            self.send_window.keep(lambda n: n > cseq)
        return f"SEND_REFUSED code={f['code']} cseq={cseq} retryAfterMs={f['retryAfterMs']} settled={self.settled}"

    def DELIVER(self, f, _):
        alias = f["alias"]
        if f["name"]:
            self.deliver_peers[alias] = [f["name"].decode(), f["install"], f["cseq"]]
        elif alias not in self.deliver_peers:
            raise Bad("BAD_ALIAS", "")
        else:
            self.deliver_peers[alias][2] += f["cseq"]
        peer, install, cseq = self.deliver_peers[alias]
        if cseq > MAX:
            raise Bad("BAD_SEQUENCE", "")
        self.stamp += f["stamp"] or 0
        self.position += 1
        self.deliver_window.add(self.position, len(f["payload"]))
        return (f"DELIVER seq={self.position} {'to' if f['own'] else 'from'}={peer} install={install:016x} cseq={cseq}"
                f" stamp={self.stamp} receipt={f['receipt']} payload={f['payload'].hex()}")

    def RECEIPT(self, f, _):
        self.position += 1
        self.deliver_window.add(self.position, 0)
        return (f"RECEIPT seq={self.position} kind={f['kind']} to={f['name'].decode()} install={f['install']:016x}"
                f" cseq={f['cseq']} reason={f['reason']}")

    def OWN_COPY(self, f, _):
        self.position += f["count"]
        return f"OWN_COPY position={self.position}"

    def SKIP(self, f, _):
        if f["nextSeq"] <= self.position:
            raise Bad("BAD_SEQUENCE", "")
        self.position = f["nextSeq"] - 1
        return f"SKIP reason={f['reason']} position={self.position}"

    def RECV_ACK(self, f, _):
        up_to = nearest(self.acked, f["seqLow"], 16 if f["wide"] else 8)
        if up_to > self.position:
            raise Bad("SEQ_AHEAD", "")
        if up_to > self.acked:
            self.acked = up_to
            self.deliver_window.keep(lambda n: n > up_to)
        return f"RECV_ACK upTo={self.acked}"

    def READ(self, f, _):
        if f["seq"] > self.position:
            raise Bad("SEQ_AHEAD", "")
        return f"READ seq={f['seq']}"

    def PING(self, f, _):
        return f"PING seqLow={f['seqLow']}"

    def PONG(self, f, _):
        return f"PONG seqLow={f['headLow']}"

    def CREDIT(self, f, direction):
        (self.deliver_window if direction == CLIENT else self.send_window).grant(f["messages"], f["bytes"])
        return f"CREDIT messages={f['messages']} bytes={f['bytes']}"

    def GOODBYE(self, f, direction):
        self.leaving = self.leaving or direction == NODE
        return f"GOODBYE code={f['code']} reconnectAfterMs={f['reconnectAfterMs']} jitterMs={f['jitterMs']}"

    def ERROR(self, f, _):
        return f"ERROR code={f['code']} retryAfterMs={f['retryAfterMs']}"

    def MOVE(self, f, _):
        return "MOVE"


def attempt(direction, data, frame_max=FRAME_MAX):
    """What decoding comes to, as text."""
    try:
        consumed, name, fields = decode(direction, data, frame_max)
        return f"{consumed} {text(name, fields)}"
    except Incomplete:
        return "INCOMPLETE"
    except Bad as bad:
        return "!" + bad.args[0]


def rows(path, columns):
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield f"{path.name}:{number}", [c.strip() for c in line.split(" | ", columns - 1)]


def check_valid(path, report):
    count = 0
    for where, (_, direction, data, expected) in rows(path, 4):
        data, count = bytes.fromhex(data), count + 1
        want = f"{len(data)} {expected}"
        report(where, want, attempt(direction, data))
        report(where + " with bytes behind", want, attempt(direction, data + b"\xff\x00"))
        for cut in sorted({*range(min(len(data), 200)), len(data) - 1}):
            report(f"{where} cut to {cut}", "INCOMPLETE", attempt(direction, data[:cut]))
    return count


def check_invalid(path, report):
    count = 0
    for where, (_, direction, data, expected, _) in rows(path, 5):
        first = direction.endswith("-first")
        limit = FRAME_MAX_FIRST if first else FRAME_MAX
        report(where, "!" + expected, attempt(direction.removesuffix("-first"), bytes.fromhex(data), limit))
        count += 1
    return count


def session_lines(path):
    session, ended = Session(), False
    for where, (arrow, data, expected) in rows(path, 3):
        direction = {">": CLIENT, "<": NODE}[arrow]
        data = bytes.fromhex(data)
        try:
            limit = FRAME_MAX if session.hello or direction == NODE else FRAME_MAX_FIRST
            consumed, name, fields = decode(direction, data, limit)
            meaning = session.line(direction, name, fields)
            if consumed != len(data):
                meaning = "not one frame"
        except Incomplete:
            meaning = "INCOMPLETE"
        except Bad as bad:
            meaning = "!" + bad.args[0]
        yield where, arrow, data, expected, meaning if not ended else "a frame behind the error"
        ended = ended or meaning.startswith("!")


def check(folder):
    problems = []

    def report(where, expected, found):
        if expected != found:
            problems.append(f"{where}\n  expected {expected}\n  found    {found}")

    valid = check_valid(folder / "valid.txt", report)
    invalid = check_invalid(folder / "invalid.txt", report)
    sessions = sorted((folder / "sessions").glob("*.txt"))
    for path in sessions:
        for where, _, _, expected, meaning in session_lines(path):
            report(f"{path.parent.name}/{where}", expected, meaning)
    for problem in problems[:20]:
        print(problem)
    print(f"{valid} valid, {invalid} invalid, {len(sessions)} sessions: {len(problems)} problems")
    return 1 if problems or not (valid and invalid and sessions) else 0


def frames(direction, data):
    while data:
        found = attempt(direction, data)
        print(found if found[0] == "!" or found == "INCOMPLETE" else found.split(" ", 1)[1])
        if not found[0].isdigit():
            return 1
        data = data[int(found.split()[0]):]
    return 0


def main(words):
    if words[:1] == ["check"] and len(words) <= 2:
        default = pathlib.Path(__file__).resolve().parent.parent / "vectors"
        return check(pathlib.Path(words[1]) if len(words) == 2 else default)
    if words[:1] == ["frames"] and len(words) >= 3 and words[1] in ("c", "s"):
        return frames(CLIENT if words[1] == "c" else NODE, bytes.fromhex("".join(words[2:])))
    if words[:1] == ["session"] and len(words) == 2:
        for _, arrow, data, _, meaning in session_lines(pathlib.Path(words[1])):
            print(arrow, data.hex(), "|", meaning)
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

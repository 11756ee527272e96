# tracy_peer.py - what connects to a Tracy client and is no viewer. Usage: tracy_peer.py PORT WHAT
# WHAT: garbage, half, silent, close, midstream, stop, queries, protocol N, hold SECONDS
import socket
import struct
import sys
import time

port, what = int(sys.argv[1]), sys.argv[2]
argument = sys.argv[3] if len(sys.argv) > 3 else ""


def connect():
    for _ in range(500):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except OSError:
            time.sleep(0.01)
    sys.exit("nobody listens on port %d" % port)


def read(peer, n):
    data = b""
    while len(data) < n:
        piece = peer.recv(n - len(data))
        if not piece:
            sys.exit("closed after %d of %d bytes" % (len(data), n))
        data += piece
    return data


def greet(peer, protocol=82):
    peer.sendall(b"TracyPrf" + struct.pack("<I", protocol))
    return read(peer, 1)[0]


def welcome(peer):
    assert greet(peer) == 1
    flags = read(peer, 1170)[64]
    if flags & 1:
        read(peer, 16)


def unpack(block):
    """What an LZ4 block holds."""
    out, at = bytearray(), 0

    def length(nibble):
        nonlocal at
        n = nibble
        while nibble == 15:
            n, at = n + block[at], at + 1
            if block[at - 1] != 255:
                break
        return n

    while at < len(block):
        token, at = block[at], at + 1
        n = length(token >> 4)
        out += block[at : at + n]
        at += n
        if at < len(block):
            offset, at = int.from_bytes(block[at : at + 2], "little"), at + 2
            for _ in range(length(token & 15) + 4):
                out.append(out[-offset])
    return bytes(out)


def frames(stream):
    """What the frames that are whole hold."""
    out, at = b"", 0
    while at + 4 <= len(stream):
        n = int.from_bytes(stream[at : at + 4], "little")
        if at + 4 + n > len(stream):
            break
        out += unpack(stream[at + 4 : at + 4 + n])
        at += 4 + n
    return out


def main():
    peer = connect()
    if what == "garbage":
        peer.sendall(bytes(range(256)) * 16)
        assert peer.recv(1) == b"", "an answer to garbage"
    elif what == "half":
        peer.sendall(b"Trac")
        time.sleep(0.2)
    elif what == "silent":
        peer.settimeout(5)
        start = time.time()
        assert peer.recv(1) == b"", "an answer to silence"
        assert time.time() - start < 4, "waits for ever"
    elif what == "close":
        pass
    elif what == "midstream":
        welcome(peer)
        read(peer, 100)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
    elif what == "stop":
        welcome(peer)
        print("connected", flush=True)
        time.sleep(float(argument))
    elif what == "queries":
        welcome(peer)
        for kind in range(1, 256):
            for handle in (0, 1, 0xDEADBEEF, 0x7FFF00000000, 2**64 - 1):
                peer.sendall(struct.pack("<BQI", kind, handle, 7))
        end = time.time() + 5
        peer.settimeout(0.2)
        answers, n = b"", 0
        while n < 16 and time.time() < end:
            try:
                answers += peer.recv(65536)
            except TimeoutError:
                pass
            n = frames(answers).count(b"\x01\x00?")
        assert n >= 16, "unknown handles are answered by ?: %d times" % n
    elif what == "protocol":
        print(greet(peer, int(argument)))
    elif what == "hold":
        welcome(peer)
        peer.settimeout(0.1)
        end, n = time.time() + float(argument), 0
        while time.time() < end:
            try:
                piece = peer.recv(65536)
                if not piece:
                    break
                n += len(piece)
            except TimeoutError:
                pass
        print(n)
    else:
        sys.exit("what is '%s'?" % what)


main()

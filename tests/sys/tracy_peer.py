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
        end = time.time() + 1
        peer.settimeout(0.2)
        answers = b""
        while time.time() < end:
            try:
                answers += peer.recv(65536)
            except TimeoutError:
                pass
        assert answers.count(b"\x01\x00?") > 15, "unknown handles are answered by ?"
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

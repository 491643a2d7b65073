"""TensorBundle index files, taken apart and put together with right checksums."""
import struct

from protobuf import read_varint, varint

MAGIC = bytes.fromhex("57fb808b247547db")
TABLE = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def entries(data):
    """[(key, value)] of an index whose data blocks are plain."""
    footer = data[-48:]
    _, at = read_varint(footer, 0)
    _, at = read_varint(footer, at)
    offset, at = read_varint(footer, at)
    size, at = read_varint(footer, at)
    out = []
    for _, handle in block_entries(data[offset:offset + size]):
        start, at = read_varint(handle, 0)
        length, _ = read_varint(handle, at)
        if data[start + length] != 0:
            raise ValueError("a compressed block")
        out += block_entries(data[start:start + length])
    return out


def block_entries(block):
    (restarts,) = struct.unpack("<I", block[-4:])
    end, at, key, out = len(block) - 4 * (restarts + 1), 0, b"", []
    while at < end:
        shared, at = read_varint(block, at)
        fresh, at = read_varint(block, at)
        size, at = read_varint(block, at)
        key = key[:shared] + block[at:at + fresh]
        out.append((key, block[at + fresh:at + fresh + size]))
        at += fresh + size
    return out


def block(pairs, bend=None, restarts=None):
    """A block; bend = (entry, which of its three numbers, value)."""
    out = b""
    for i, (key, value) in enumerate(pairs):
        numbers = [0, len(key), len(value)]
        if bend and bend[0] == i:
            numbers[bend[1]] = bend[2]
        out += b"".join(map(varint, numbers)) + key + value
    return out + (restarts if restarts is not None else struct.pack("<II", 0, 1))


def table(data_block, kind=b"\0", handle=None, footer=None):
    """An index file around one data block. handle: (offset, size) said of it; footer: the four
    numbers (meta offset, size, index offset, size), None where they are true."""
    out = data_block + kind + masked(data_block + kind)
    meta_at, meta = len(out), struct.pack("<II", 0, 1)
    out += meta + b"\0" + masked(meta + b"\0")
    index_at = len(out)
    said = handle or (0, len(data_block))
    index = block([(b"\xff", varint(said[0]) + varint(said[1]))])
    out += index + b"\0" + masked(index + b"\0")
    numbers = [meta_at, len(meta), index_at, len(index)]
    for i, value in enumerate(footer or ()):
        numbers[i] = numbers[i] if value is None else value
    handles = b"".join(map(varint, numbers))[:40]
    return out + handles.ljust(40, b"\0") + MAGIC

"""TensorBundle index files, taken apart and put together with right checksums."""
import struct

import crc32c
from wire import read_varint, varint

MAGIC = bytes.fromhex("57fb808b247547db")


def data_blocks(data):
    """[(its last key, offset, size)] of the data blocks of an index file."""
    footer = data[-48:]
    _, at = read_varint(footer, 0)
    _, at = read_varint(footer, at)
    offset, at = read_varint(footer, at)
    size, at = read_varint(footer, at)
    out = []
    for key, handle in block_entries(data[offset:offset + size]):
        start, at = read_varint(handle, 0)
        length, _ = read_varint(handle, at)
        out.append((key, start, length))
    return out


def entries(data):
    """[(key, value)] of an index whose data blocks are plain."""
    out = []
    for _, start, length in data_blocks(data):
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


def stored(data_block, kind=b"\0"):
    """The bytes of a block in the file: with its kind (1: snappy) and its checksum."""
    return data_block + kind + struct.pack("<I", crc32c.masked(data_block + kind))


def table(data_block, kind=b"\0", handle=None, footer=None, key=b"\xff"):
    """An index file around one data block, whose last key is not beyond `key`. handle: (offset,
    size) said of it; footer: the four numbers (meta offset, size, index offset, size), None where
    they are true."""
    out = stored(data_block, kind)
    meta_at, meta = len(out), block([])
    out += stored(meta)
    index_at = len(out)
    said = handle or (0, len(data_block))
    index = block([(key, varint(said[0]) + varint(said[1]))])
    out += stored(index)
    numbers = [meta_at, len(meta), index_at, len(index)]
    for i, value in enumerate(footer or ()):
        numbers[i] = numbers[i] if value is None else value
    handles = b"".join(map(varint, numbers))[:40]
    return out + handles.ljust(40, b"\0") + MAGIC

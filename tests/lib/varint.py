"""Variable-length integers as protobuf and TensorFlow's tables write them: seven bits a byte,
the lowest first."""


def varint(value):
    """The bytes of value, taken as 64 bits."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data, at):
    """(value, where it ends); ValueError beyond 64 bits, IndexError where data end."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise ValueError("a varint of more than 64 bits")

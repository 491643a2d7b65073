"""The wire format of protobuf: fields, and the variable-length integers that TensorFlow's tables
have too: seven bits a byte, the lowest first."""


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


def fields(data):
    """(number, wire type, value, all its bytes) of each field of a message; the value is an int
    for type 0, else bytes. ValueError or IndexError where data are no message."""
    at = 0
    while at < len(data):
        begin = at
        key, at = read_varint(data, at)
        number, wire = key >> 3, key & 7
        if number == 0 or number > 1 << 20 or wire not in (0, 1, 2, 5):
            raise ValueError("no field of a message")
        if wire == 0:
            value, at = read_varint(data, at)
        else:
            n, at = read_varint(data, at) if wire == 2 else (8 if wire == 1 else 4, at)
            if n > len(data) - at:
                raise ValueError("a field beyond the end")
            value = data[at:at + n]
            at += n
        yield number, wire, value, data[begin:at]

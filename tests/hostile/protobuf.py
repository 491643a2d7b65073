"""Protobuf messages as trees that can be bent out of shape."""
import wire


class Field:
    """A field: number, wire type, and int, bytes or a list of fields as value. `length` is
    written instead of the true one, `key` instead of the true key."""

    def __init__(self, number, wire, value):
        self.number, self.wire, self.value = number, wire, value
        self.length = self.key = None

    def encode(self):
        key = wire.varint(self.number << 3 | self.wire) if self.key is None else self.key
        if self.wire == 0:
            return key + wire.varint(self.value)
        if self.wire == 2:
            body = encode(self.value) if isinstance(self.value, list) else self.value
            return key + wire.varint(len(body) if self.length is None else self.length) + body
        return key + self.value


def encode(fields):
    return b"".join(field.encode() for field in fields)


def parse(data, depth=0):
    """The fields of a message; length-delimited ones are parsed too when they can be."""
    tree = []
    for number, kind, value, _ in wire.fields(data):
        if kind == 2 and value and depth < 12 and (value[0] < 32 or not value.isascii()):
            try:
                inner = parse(value, depth + 1)
                value = inner if encode(inner) == value else value
            except (ValueError, IndexError):
                pass
        tree.append(Field(number, kind, value))
    return tree


def walk(fields):
    """(list, index) of every field, outer ones first."""
    for i, field in enumerate(fields):
        yield fields, i
        if isinstance(field.value, list):
            yield from walk(field.value)

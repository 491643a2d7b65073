"""A saved_model.pb without what no reader needs: op lists, devices, shapes, what Python knows of
functions, saving and restoring. Objects keep their numbers. Plain Python."""
from wire import fields, varint

ATTRIBUTES = {
    b"value", b"dtype", b"pattern", b"rewrite", b"replace_global", b"skip_empty", b"maxsplit",
    b"num_buckets", b"key_index", b"value_index", b"vocab_size", b"f", b"num_partitions",
    b"begin_mask", b"end_mask", b"shrink_axis_mask", b"ellipsis_mask", b"new_axis_mask", b"axis",
    b"DstT", b"batch_dims", b"binary_output", b"exclusive", b"reverse", b"then_branch",
    b"else_branch", b"branches"}


def rebuilt(data, change):
    """the message with what change(number, payload) gives: None: dropped, True: as it was"""
    out = b""
    for number, _, payload, whole in fields(data):
        new = change(number, payload)
        if new is True:
            out += whole
        elif new is not None:
            out += varint(number << 3 | 2) + varint(len(new)) + new
    return out


def only(*numbers):
    return lambda number, payload: True if number in numbers else None


def name_of(message):
    return next((p for n, _, p, _ in fields(message) if n == 1), b"")


def node(data):
    def attr(number, payload):
        if number == 4:
            return None   # device
        if number != 5:
            return True
        return True if name_of(payload) in ATTRIBUTES and len(payload) < 300 else None
    return rebuilt(data, attr)


def is_kept(function):
    return b"traced_" not in name_of(function)   # saving and restoring


def graph(data):
    def signature(number, payload):
        return rebuilt(payload, only(1, 3)) if number in (2, 3) else True
    def function(number, payload):
        if number == 1:
            return rebuilt(payload, signature)
        return node(payload) if number == 3 else True if number == 4 else None
    def library(number, payload):
        kept = number == 1 and is_kept(name_of(payload))
        return rebuilt(payload, function) if kept else None
    def change(number, payload):
        return node(payload) if number == 1 else rebuilt(payload, library) if number == 2 else None
    return rebuilt(data, change)


def objects(data):
    kept = {4: only(1), 6: only(1, 2), 7: only(1, 2), 8: only(1, 2, 3)}
    def member(number, payload):
        if number in kept:
            return rebuilt(payload, kept[number])
        return True if number in (1, 5, 9, 10) else None
    def change(number, payload):
        if number == 1:
            return rebuilt(payload, member)
        if number != 2 or not is_kept(payload):
            return None
        return rebuilt(payload, lambda n, p: rebuilt(p, only(2, 3)) if n == 2 else True)
    return rebuilt(data, change)


def slim(data):
    def signature(number, payload):   # of inputs and outputs the names
        if number != 2:
            return True
        def tensor(n, p):
            return rebuilt(p, lambda k, q: rebuilt(q, only(1)) if k == 2 else True)
        return rebuilt(payload, lambda n, p: tensor(n, p) if n in (1, 2) else None)
    def meta(number, payload):
        if number == 1:
            return rebuilt(payload, only(4))
        if number == 2:
            return graph(payload)
        if number == 4:
            return True if b"saved_model_assets" in payload else None
        if number == 5:
            return rebuilt(payload, signature) if b"__saved_model_init_op" not in payload else None
        return objects(payload) if number == 7 else True if number == 6 else None
    return rebuilt(data, lambda n, p: rebuilt(p, meta) if n == 2 else True)

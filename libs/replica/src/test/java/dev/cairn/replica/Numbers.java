package dev.cairn.replica;

import dev.cairn.btree.TreeView;
import java.nio.ByteBuffer;

/** Commands on numbers under names of one byte, and how to read them. */
final class Numbers {

    static final ResponseCodec<Long> CODEC = new ResponseCodec<>() {
        @Override
        public byte[] encode(Long response) {
            return bytes(response);
        }

        @Override
        public Long decode(byte[] bytes) {
            return ByteBuffer.wrap(bytes).getLong();
        }
    };

    private static final byte ZONE = 0x10;

    private Numbers() {}

    static byte[] key(int name) {
        return new byte[] {ZONE, (byte) name};
    }

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    static long read(TreeView tree, int name) {
        byte[] value = tree.get(key(name));
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    /** Adds one and answers the result. */
    static Command<Long> increment(int name) {
        return (transaction, context) -> {
            long next = read(transaction, name) + 1;
            transaction.put(key(name), bytes(next));
            return next;
        };
    }

    static Command<Long> look(int name) {
        return (transaction, context) -> read(transaction, name);
    }

    /** A value of many bytes under a name. */
    static Command<Integer> fill(int name, int bytes) {
        return (transaction, context) -> {
            transaction.put(key(name), new byte[bytes]);
            return bytes;
        };
    }
}

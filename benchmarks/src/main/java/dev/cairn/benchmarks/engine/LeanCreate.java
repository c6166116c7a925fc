package dev.cairn.benchmarks.engine;

import dev.cairn.kernel.RequestId;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ResponseCodec;
import dev.cairn.replica.Transaction;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * A create as small as one can be: the counter of inode numbers, an inode, an entry, two places in indexes, the directory; and
 * the slot that makes a repeat answer the same. Each slot has a directory of its own.
 */
final class LeanCreate {

    private static final int INODE_BYTES = 100;
    private static final int ENTRY_KEY_BYTES = 26;
    private static final int ENTRY_BYTES = 9;

    private static final ResponseCodec<byte[]> CODEC = new ResponseCodec<>() {
        @Override
        public byte[] encode(byte[] response) {
            return response;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    private LeanCreate() {}

    static CompletableFuture<byte[]> submit(Replica replica, RequestId request) {
        return replica.submit(request, CODEC, (transaction, context) -> create(transaction, request.slot()));
    }

    private static byte[] create(Transaction transaction, long directory) {
        byte[] counterKey = key(9, 0x70, 0, 0);
        byte[] counter = transaction.get(counterKey);
        long file = counter == null ? 1 : ByteBuffer.wrap(counter).getLong() + 1;
        transaction.put(
                counterKey, ByteBuffer.allocate(Long.BYTES).putLong(file).array());
        transaction.put(key(9, 0x10, file, 0), new byte[INODE_BYTES]);
        transaction.put(key(ENTRY_KEY_BYTES, 0x20, directory, file), new byte[ENTRY_BYTES]);
        transaction.put(key(17, 0x40, file, file), new byte[0]);
        transaction.put(key(17, 0x41, file, file), new byte[0]);
        transaction.put(key(9, 0x11, directory, 0), new byte[INODE_BYTES]);
        return new byte[INODE_BYTES];
    }

    private static byte[] key(int length, int zone, long first, long second) {
        var key = ByteBuffer.allocate(length).put((byte) zone).putLong(first);
        if (key.remaining() >= Long.BYTES) {
            key.putLong(second);
        }
        return key.array();
    }
}

package dev.cairn.replica;

import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The last answer of each slot of each session, kept as items of the tree and changed in the transaction it answers.
 *
 * <pre>
 * key:   0x00 | session 16 | slot 4          value: version 1 | number 8 | answer
 * </pre>
 */
final class Slots {

    private static final int ZONE = 0x00;
    private static final int VERSION = 1;
    private static final byte[] FIRST_KEY = {ZONE};
    private static final byte[] END_KEY = {ZONE + 1};

    private Slots() {}

    /**
     * The answer of a request that was done before.
     *
     * @throws CairnException ESTALE if the slot has gone on to a later request
     */
    static Optional<byte[]> answerOf(TreeView tree, RequestId request) {
        byte[] value = tree.get(key(request));
        if (value == null) {
            return Optional.empty();
        }
        var reader = new ByteReader(value);
        int version = reader.int8();
        if (version != VERSION) {
            throw new CairnException(ErrorCode.CORRUPT, "slot", "a slot of version " + version);
        }
        long number = reader.int64();
        if (number > request.number()) {
            throw new CairnException(
                    ErrorCode.ESTALE, "request", "request " + request + " is older than the slot's last, " + number);
        }
        return number == request.number() ? Optional.of(reader.rawArray(reader.remaining())) : Optional.empty();
    }

    static void remember(Transaction transaction, RequestId request, byte[] answer) {
        if (answer.length > ReplicaLimits.RESPONSE_BYTES_MAX) {
            throw new IllegalStateException("an answer of " + answer.length + " bytes cannot be kept for repeats");
        }
        transaction.put(
                key(request),
                new ByteWriter(answer.length + 9)
                        .int8(VERSION)
                        .int64(request.number())
                        .raw(answer)
                        .toByteArray());
    }

    /** Forgets some slots of sessions that are gone; answers how many. */
    static int forget(Transaction transaction, Predicate<UUID> isGone) {
        int forgotten = 0;
        Cursor slots = transaction.scan(FIRST_KEY, END_KEY);
        while (forgotten < ReplicaLimits.FORGOTTEN_SLOTS_MAX && slots.next()) {
            var key = new ByteReader(slots.key());
            key.skip(1);
            if (isGone.test(new UUID(key.int64(), key.int64()))) {
                transaction.delete(slots.key());
                forgotten++;
            }
        }
        return forgotten;
    }

    private static byte[] key(RequestId request) {
        if (request.slot() >= ReplicaLimits.SLOTS_MAX) {
            throw new CairnException(
                    ErrorCode.EINVAL, "slot", "a session has at most " + ReplicaLimits.SLOTS_MAX + " slots");
        }
        return new ByteWriter(21)
                .int8(ZONE)
                .int64(request.session().getMostSignificantBits())
                .int64(request.session().getLeastSignificantBits())
                .int32(request.slot())
                .toByteArray();
    }
}

package dev.cairn.replica;

import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import java.util.ArrayList;
import java.util.List;
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
    private static final int KEY_BYTES = 21;
    private static final byte[] FIRST_KEY = {ZONE};
    private static final byte[] END_KEY = {ZONE + 1};

    private Slots() {}

    /**
     * The answer of a request that was done before.
     *
     * @throws CairnException ESTALE if the slot has gone on to a later request
     */
    static Optional<byte[]> answerOf(TreeView tree, RequestId request) {
        byte[] value = tree.get(key(request.session(), request.slot()));
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
        if (request.slot() >= ReplicaLimits.SLOTS_MAX) {
            throw new CairnException(
                    ErrorCode.EINVAL, "slot", "a session has at most " + ReplicaLimits.SLOTS_MAX + " slots");
        }
        if (answer.length > ReplicaLimits.RESPONSE_BYTES_MAX) {
            throw new IllegalStateException("an answer of " + answer.length + " bytes cannot be kept for repeats");
        }
        byte[] value = new ByteWriter(answer.length + 9)
                .int8(VERSION)
                .int64(request.number())
                .raw(answer)
                .toByteArray();
        transaction.put(key(request.session(), request.slot()), value);
    }

    /** Some sessions that have slots and are gone. */
    static List<UUID> sessions(TreeView tree, Predicate<UUID> isGone) {
        List<UUID> gone = new ArrayList<>();
        Cursor next = tree.scan(FIRST_KEY, END_KEY);
        while (gone.size() < ReplicaLimits.FORGOTTEN_SESSIONS_MAX && next.next()) {
            var key = new ByteReader(next.key());
            key.skip(1);
            var session = new UUID(key.int64(), key.int64());
            if (isGone.test(session)) {
                gone.add(session);
            }
            next = tree.scan(endOf(session), END_KEY);
        }
        return gone;
    }

    static void forget(Transaction transaction, List<UUID> sessions) {
        sessions.forEach(session -> transaction.deleteRange(key(session, 0), endOf(session)));
    }

    private static byte[] endOf(UUID session) {
        return key(session, ReplicaLimits.SLOTS_MAX);
    }

    private static byte[] key(UUID session, int slot) {
        return new ByteWriter(KEY_BYTES)
                .int8(ZONE)
                .int64(session.getMostSignificantBits())
                .int64(session.getLeastSignificantBits())
                .int32(slot)
                .toByteArray();
    }
}

package dev.cairn.coordination;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is stored for a group.
 *
 * <pre>
 * version 1: int8 version, int64 epoch, varint lease in milliseconds, member record as bytes, empty if nobody leads
 * </pre>
 *
 * @param lease how long the leader may believe itself confirmed; without a leader, how long one that was overthrown
 *     may. It stands in the record because the successor has to know it, and may be configured otherwise.
 */
record GroupRecord(Epoch epoch, @Nullable Member leader, Duration lease) {

    static final GroupRecord FIRST = new GroupRecord(Epoch.NONE, null, Duration.ZERO);

    private static final int VERSION = 1;

    Optional<LeaderRecord> leading() {
        return leader == null ? Optional.empty() : Optional.of(new LeaderRecord(epoch, leader));
    }

    boolean names(LeaderRecord record) {
        return epoch.equals(record.epoch()) && record.leader().equals(leader);
    }

    GroupRecord claimedBy(Member member, Duration memberLease) {
        return new GroupRecord(epoch.next(), member, memberLease);
    }

    GroupRecord overthrown() {
        return new GroupRecord(epoch.next(), null, lease);
    }

    GroupRecord resigned() {
        return new GroupRecord(epoch, null, Duration.ZERO);
    }

    byte[] encode() {
        return new ByteWriter()
                .int8(VERSION)
                .int64(epoch.value())
                .varint(lease.toMillis())
                .bytes(leader == null ? new byte[0] : MemberCodec.encode(leader))
                .toByteArray();
    }

    static GroupRecord decode(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int version = in.int8();
        if (version != VERSION) {
            throw new CairnException(ErrorCode.CORRUPT, "record", "group record of unknown version " + version);
        }
        Epoch epoch = new Epoch(in.int64());
        Duration lease = Duration.ofMillis(in.varint());
        byte[] member = in.byteArray();
        in.expectEnd();
        return new GroupRecord(epoch, member.length == 0 ? null : MemberCodec.decode(member), lease);
    }
}

package dev.cairn.lock;

import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.MemberCodec;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that may hold locks, kept in coordination records so that the next leader knows whom to wait for. A
 * session is in the book before it can hold anything.
 *
 * <p>A record belongs to the term that wrote it: a leader of the past can never erase what a later one relies on.
 *
 * <pre>
 * lock-sessions/group/epoch-session
 * version 1: int8 version, varint lease in milliseconds, text holder, member record as bytes, empty if it is none
 * </pre>
 *
 * Safe for use by any thread; everything blocks for a bounded time.
 */
final class SessionBook {

    private static final int VERSION = 1;

    private final Coordination coordination;
    private final String folder;

    SessionBook(Coordination coordination, String group) {
        this.coordination = coordination;
        this.folder = "lock-sessions/" + group.replace('/', '-');
    }

    /** A session of some term. */
    record Entry(
            Epoch epoch,
            UUID session,
            Duration lease,
            String holder,
            @Nullable Member member) {

        /** The record's name within the folder. */
        String name() {
            return epoch + "-" + session;
        }
    }

    void write(Epoch epoch, UUID session, String holder, Duration lease) {
        Member member = memberOf(session).orElse(null);
        Entry entry = new Entry(epoch, session, lease, holder, member);
        coordination.store(folder + "/" + entry.name(), encode(entry));
    }

    void erase(Epoch epoch, UUID session) {
        coordination.remove(folder + "/" + epoch + "-" + session);
    }

    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        coordination.stored(folder).forEach((name, stored) -> entries.add(decode(name, stored)));
        return entries;
    }

    /** Whether the holder's process has ended for certain, so that nobody acts on its locks any more. */
    boolean isHolderDead(Entry entry) {
        Member member = entry.member();
        return member != null && coordination.isProvenDead(member);
    }

    /** Processes of the cluster use their member id as the id of their session. */
    private Optional<Member> memberOf(UUID session) {
        String id = session.toString();
        for (ServiceName service : ServiceName.values()) {
            for (Member member : coordination.members(service)) {
                if (member.id().equals(id)) {
                    return Optional.of(member);
                }
            }
        }
        return Optional.empty();
    }

    static byte[] encode(Entry entry) {
        Member member = entry.member();
        return new ByteWriter()
                .int8(VERSION)
                .varint(entry.lease().toMillis())
                .text(entry.holder())
                .bytes(member == null ? new byte[0] : MemberCodec.encode(member))
                .toByteArray();
    }

    static Entry decode(String name, byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int version = in.int8();
        if (version != VERSION) {
            throw corrupt("lock session record of unknown version " + version, null);
        }
        Duration lease = Duration.ofMillis(in.varint());
        String holder = in.text();
        byte[] member = in.byteArray();
        in.expectEnd();
        int dash = name.indexOf('-');
        try {
            return new Entry(
                    new Epoch(Long.parseLong(name.substring(0, Math.max(0, dash)))),
                    UUID.fromString(name.substring(dash + 1)),
                    lease,
                    holder,
                    member.length == 0 ? null : MemberCodec.decode(member));
        } catch (IllegalArgumentException notOurs) {
            throw corrupt("lock session record with the name " + name, notOurs);
        }
    }

    private static CairnException corrupt(String what, @Nullable Throwable cause) {
        return new CairnException(ErrorCode.CORRUPT, "record", what, cause);
    }
}

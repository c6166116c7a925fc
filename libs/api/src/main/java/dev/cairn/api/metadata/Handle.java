package dev.cairn.api.metadata;

import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.time.Instant;

/**
 * An open file: as long as it lasts, the inode and its data stay, whether or not the inode has a name. It is kept in the
 * shard, so it outlives restarts and changes of the leader, and it ends by itself when its lease is not renewed.
 *
 * @param holder the user who opened it; nobody else may use it without {@code OVERRIDE}
 * @param expires when it ends, by the clock of the shard's leader, unless it is renewed
 * @param lease for how long a renewal by use is
 */
public record Handle(HandleId id, InodeNumber inode, int holder, Instant expires, Duration lease, Kind kind) {

    /** What the handle is good for beside keeping the inode. */
    public enum Kind {
        /** Of a file that has, or had, a name. */
        OPENED,
        /** Of a temporary file that may still be given its first name. */
        TEMPORARY,
        /** Of a temporary file that never gets a name. */
        EXCLUSIVE
    }
}

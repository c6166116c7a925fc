package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Optional;

/** The volume as a whole: what refers to an inode, which numbers are taken, how full it is, and whether it is sound. */
public interface Volume {

    /**
     * The entries that refer to an inode, by (directory, name), behind {@code after}. None for the root and for inodes that
     * do not exist or have no name (REF-1 to REF-5). Needs {@code PATH_SEARCH}.
     *
     * @throws CairnException {@link ErrorCode#EPERM}; {@link ErrorCode#EINVAL} for a limit below 1
     */
    ReferringPage referringEntries(CallContext context, InodeNumber inode, Optional<LinkPosition> after, int limit);

    /**
     * Numbers from {@code from} on of inodes that are not completely deleted, named or not, within the aligned group of
     * {@link MetadataLimits#INODE_GROUP} numbers that holds {@code from} (ALO-1, ALO-2). Needs {@code VOLUME_ADMIN}.
     *
     * @throws CairnException {@link ErrorCode#EPERM}; {@link ErrorCode#EINVAL} for a limit below 1
     */
    List<InodeNumber> allocatedInodes(CallContext context, InodeNumber from, int limit);

    /** Needs no privilege. */
    VolumeStatistics statistics(CallContext context);

    /**
     * Waits until everything that was asked for before is durable. Answers of changes are durable anyway, so this only
     * tells the sequence that is reached: all changes up to it are stable, all later ones get a greater one.
     */
    long sync(CallContext context);

    /**
     * Reads all items and compares everything that is derived with what it is derived from. Takes time in proportion to
     * the metadata and bounded memory, and holds nobody up.
     *
     * @throws CairnException {@link ErrorCode#EPERM} without {@code VOLUME_ADMIN}; {@link ErrorCode#EBUSY} while another
     *     check runs; {@link ErrorCode#DEADLINE_EXCEEDED}
     */
    CheckReport check(CallContext context);
}

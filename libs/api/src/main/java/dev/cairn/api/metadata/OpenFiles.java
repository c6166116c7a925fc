package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;

/**
 * Open files: handles with leases, which keep an inode and its data while it has no name, and temporary files, which begin
 * without one (sections 5.2, 9.4 and 30 of the behaviour reference).
 *
 * <p>A handle is used as {@link FileRef.ByHandle} in any call that takes a file. Permissions are checked by each call, not
 * when the handle is opened. An inode without a name is reached through a handle only; by its number it does not exist.
 *
 * <p>Common errors: {@link ErrorCode#ESTALE}, reason {@code handle}, for a handle that was closed, has expired, or never
 * was; {@link ErrorCode#EACCES}, reason {@code handle}, for one of another user without {@code OVERRIDE};
 * {@link ErrorCode#EINVAL}, reason {@code lease}, for a lease outside {@link MetadataLimits#LEASE_MIN} to
 * {@link MetadataLimits#LEASE_MAX}.
 */
public interface OpenFiles {

    /**
     * Opens a file or directory. By inode number it needs {@code PATH_SEARCH}, for no directory is asked; by a handle it
     * opens what that one holds once more.
     *
     * @throws CairnException {@link ErrorCode#ENOENT}; {@link ErrorCode#EACCES} without permission to read it;
     *     {@link ErrorCode#EPERM}, reason {@code privilege}; {@link ErrorCode#EINVAL}, reason {@code type}, for a symlink;
     *     {@link ErrorCode#EMFILE} if the caller has {@link MetadataLimits#HANDLES_PER_HOLDER_MAX} handles;
     *     {@link ErrorCode#OVERLOADED}, reason {@code handles}, if the shard has {@link MetadataLimits#HANDLES_MAX}
     */
    Handle open(CallContext context, FileRef file, Duration lease);

    /**
     * Creates a regular file that has no name. It is deleted when its last handle ends, unless it was given a name by
     * {@link Namespace#link} with its first handle before.
     *
     * @throws CairnException as for creating a file in the directory, and as {@link #open} for the limits
     */
    TemporaryFile createTemporary(CallContext context, TemporaryRequest request);

    /** Lets a handle end {@code lease} from now, and by that much when it is used. */
    Handle renew(CallContext context, HandleId handle, Duration lease);

    /** What a handle is; renews it if less than half of its lease is left. Whoever works with a handle calls this first. */
    Handle use(CallContext context, HandleId handle);

    /** What a handle is, and nothing else. */
    Handle find(CallContext context, HandleId handle);

    /** Ends a handle. Harmless if it has ended already. */
    void close(CallContext context, HandleId handle);

    /**
     * Handles behind {@code after}, by id, that have not expired: those of the caller, or with {@code VOLUME_ADMIN} all.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for a negative limit
     */
    List<Handle> list(CallContext context, HandleId after, int limit);
}

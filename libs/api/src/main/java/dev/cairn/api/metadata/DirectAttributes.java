package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Instant;

/**
 * Attributes as archive software reads and sets them, past the rules of ordinary changes: get_attr_x, set_attr_x and
 * setattr_more (section 18 of the behaviour reference). A change is all or nothing.
 */
public interface DirectAttributes {

    /** One consistent view. Needs permission to read. @throws CairnException {@link ErrorCode#EACCES} */
    Attributes read(CallContext context, FileRef file);

    /**
     * Sets what {@code change} names, and meta_seq; never mtime or data_seq (ATX-4 to ATX-10). A change that says nothing
     * succeeds and changes nothing.
     *
     * @throws CairnException in this order: {@link ErrorCode#EPERM} without {@code VOLUME_ADMIN}; {@link ErrorCode#EFBIG} for
     *     a size that no file can have; {@link ErrorCode#EINVAL} for a data_version of 0; for size or data_version of
     *     anything but a regular file with data_version 0; for a size above 0 without a data_version; for an offline size
     *     without a size, or of 0; for retention of anything but a regular file; {@link ErrorCode#EPERM}, reason {@code
     *     retention}, if the file is retained and the change does not end that; {@link ErrorCode#EINVAL}, reason {@code
     *     state}, for an offline size where there are extents
     */
    Attributes set(CallContext context, FileRef file, DirectChange change);

    /**
     * The older form: always sets size, ctime and crtime, and the data_version if it is not 0 (ATX-11, ATX-12).
     *
     * @throws CairnException {@link ErrorCode#ENOTTY} for devices, fifos and sockets; {@link ErrorCode#EACCES} without
     *     permission to write; then as {@link #set}
     */
    Attributes setMore(CallContext context, FileRef file, More more);

    /**
     * What {@link #setMore} sets.
     *
     * @param dataVersion 0 leaves it
     */
    record More(long dataVersion, long size, boolean isOffline, Instant ctime, Instant crtime) {}
}

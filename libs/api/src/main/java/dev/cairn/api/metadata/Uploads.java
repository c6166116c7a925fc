package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Optional;

/**
 * Multipart uploads. The bytes of parts become the file's by moving extents, never by copying data. An upload that does
 * not exist (any more) is {@link ErrorCode#ENOENT}, reason {@code upload}.
 */
public interface Uploads {

    Upload begin(CallContext context, UploadRequest request);

    /** Looks an upload up. */
    Upload find(CallContext context, UploadKey upload);

    /** Stores a part, replacing an earlier one of the same number. */
    Part putPart(CallContext context, UploadKey upload, int number, NewContent content, Bytes tag, Bytes checksum);

    /** Parts with numbers above {@code after}. */
    PartPage parts(CallContext context, UploadKey upload, int after, int limit);

    /** Uploads of a bucket whose key starts with {@code prefix}, in (key, id) order, behind {@code after}. */
    List<Upload> list(CallContext context, InodeNumber bucket, Bytes prefix, Optional<UploadKey> after, int limit);

    /**
     * Makes the file and ends the upload. A repeat after success with the same parts answers the same for a day.
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code part}, if a part is missing or its tag differs; reason
     *     {@code part-order}; {@link ErrorCode#PRECONDITION_FAILED}. The upload stays as it was.
     */
    PutResult complete(CallContext context, CompleteRequest request);

    /** Ends the upload and frees its parts. */
    void abort(CallContext context, UploadKey upload);
}

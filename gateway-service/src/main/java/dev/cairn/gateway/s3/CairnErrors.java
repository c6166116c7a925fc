package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.CairnException;
import java.util.EnumSet;
import java.util.Set;

/** What services say, in the words of S3. */
final class CairnErrors {

    private static final String RETRY_AFTER_SECONDS = "1";

    /** Errors whose usual text leaves open what was wrong. */
    private static final Set<S3Error> SAY_MORE = EnumSet.of(
            S3Error.ACCESS_DENIED,
            S3Error.EXISTING_OBJECT_IS_DIRECTORY,
            S3Error.INVALID_ARGUMENT,
            S3Error.INVALID_REQUEST,
            S3Error.OBJECT_PARENT_IS_FILE,
            S3Error.OPERATION_ABORTED);

    private CairnErrors() {}

    static S3Exception translate(CairnException failure) {
        S3Error error = error(failure);
        S3Exception translated =
                new S3Exception(error, SAY_MORE.contains(error) ? failure.getMessage() : error.text(), failure);
        if (error == S3Error.SLOW_DOWN || error == S3Error.SERVICE_UNAVAILABLE) {
            translated.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (error == S3Error.INVALID_OBJECT_STATE) {
            translated.detail("StorageClass", ArchiveState.OFFLINE_CLASS);
        }
        return translated;
    }

    private static S3Error error(CairnException failure) {
        return switch (failure.code()) {
            case EPERM, EACCES -> S3Error.ACCESS_DENIED;
            case ENOENT -> failure.reason().equals("upload") ? S3Error.NO_SUCH_UPLOAD : S3Error.NO_SUCH_KEY;
            case ENOTDIR -> S3Error.OBJECT_PARENT_IS_FILE;
            case EISDIR -> S3Error.EXISTING_OBJECT_IS_DIRECTORY;
            case EEXIST, EBUSY, EXDEV -> S3Error.OPERATION_ABORTED;
            case ENOTEMPTY -> S3Error.BUCKET_NOT_EMPTY;
            case ESTALE ->
                failure.reason().equals("data-version") ? S3Error.PRECONDITION_FAILED : S3Error.SERVICE_UNAVAILABLE;
            case EINVAL -> ofInvalid(failure.reason());
            case ENAMETOOLONG -> S3Error.KEY_TOO_LONG;
            case E2BIG, ERANGE -> S3Error.METADATA_TOO_LARGE;
            case EDQUOT -> S3Error.QUOTA_EXCEEDED;
            case ENOSPC -> S3Error.INSUFFICIENT_STORAGE;
            case EFBIG, EOVERFLOW -> S3Error.ENTITY_TOO_LARGE;
            case EIO -> failure.reason().equals("short-body") ? S3Error.INCOMPLETE_BODY : S3Error.INTERNAL_ERROR;
            case OFFLINE -> S3Error.INVALID_OBJECT_STATE;
            case PRECONDITION_FAILED -> S3Error.PRECONDITION_FAILED;
            case OVERLOADED, EMFILE -> S3Error.SLOW_DOWN;
            case NOT_LEADER, STALE_EPOCH, UNAVAILABLE, DEADLINE_EXCEEDED, EINTR, EROFS -> S3Error.SERVICE_UNAVAILABLE;
            case EOPNOTSUPP, ENOTTY, ENODEV, ESPIPE, ENXIO -> S3Error.NOT_IMPLEMENTED;
            case ELOOP, EMLINK -> S3Error.INVALID_REQUEST;
            case EBADF, ENODATA, CORRUPT -> S3Error.INTERNAL_ERROR;
        };
    }

    private static S3Error ofInvalid(String reason) {
        return switch (reason) {
            case "part" -> S3Error.INVALID_PART;
            case "part-order" -> S3Error.INVALID_PART_ORDER;
            case "long-body" -> S3Error.INCOMPLETE_BODY;
            default -> S3Error.INVALID_ARGUMENT;
        };
    }
}

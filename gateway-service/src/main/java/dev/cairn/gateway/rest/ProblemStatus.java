package dev.cairn.gateway.rest;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import org.springframework.http.HttpStatus;

/** The one table from error codes to HTTP statuses (ERR-1). The status is coarse; the code is what programs read. */
final class ProblemStatus {

    private ProblemStatus() {}

    static HttpStatus of(CairnException e) {
        return of(e.code(), e.reason());
    }

    static HttpStatus of(ErrorCode code, String reason) {
        return switch (code) {
            case EPERM -> reason.equals("retention") ? HttpStatus.LOCKED : HttpStatus.FORBIDDEN;
            case EACCES, EBADF, EROFS -> HttpStatus.FORBIDDEN;
            case ENOENT -> HttpStatus.NOT_FOUND;
            case ENODATA -> reason.equals("offline") ? HttpStatus.CONFLICT : HttpStatus.NOT_FOUND;
            case EEXIST, ENOTEMPTY, ENOTDIR, EISDIR, EXDEV, EMLINK, EBUSY -> HttpStatus.CONFLICT;
            case ESTALE ->
                switch (reason) {
                    case "data-version" -> HttpStatus.PRECONDITION_FAILED;
                    case "handle" -> HttpStatus.GONE;
                    // Bytes met a segment that was being retired, again and again: nothing the client can see or
                    // change.
                    case "segment" -> HttpStatus.SERVICE_UNAVAILABLE;
                    default -> HttpStatus.CONFLICT;
                };
            case EINVAL -> reason.equals("state") ? HttpStatus.CONFLICT : HttpStatus.BAD_REQUEST;
            case EOVERFLOW, ERANGE, ENAMETOOLONG -> HttpStatus.BAD_REQUEST;
            case E2BIG, EFBIG -> HttpStatus.CONTENT_TOO_LARGE;
            case ENOTTY, ENODEV, ESPIPE -> HttpStatus.METHOD_NOT_ALLOWED;
            case ENXIO -> HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE;
            case EOPNOTSUPP -> HttpStatus.NOT_IMPLEMENTED;
            case EMFILE -> HttpStatus.TOO_MANY_REQUESTS;
            case EDQUOT, ENOSPC -> HttpStatus.INSUFFICIENT_STORAGE;
            case EIO ->
                switch (reason) {
                    case "injected" -> HttpStatus.BAD_GATEWAY;
                    case "short-body" -> HttpStatus.BAD_REQUEST;
                    default -> HttpStatus.INTERNAL_SERVER_ERROR;
                };
            case CORRUPT -> HttpStatus.INTERNAL_SERVER_ERROR;
            case PRECONDITION_FAILED -> HttpStatus.PRECONDITION_FAILED;
            case ELOOP, EINTR, NOT_LEADER, STALE_EPOCH, UNAVAILABLE, OVERLOADED, DEADLINE_EXCEEDED, OFFLINE ->
                HttpStatus.SERVICE_UNAVAILABLE;
        };
    }
}

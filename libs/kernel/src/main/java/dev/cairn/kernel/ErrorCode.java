package dev.cairn.kernel;

/**
 * Every way in which a request can fail, by the symbolic name that clients see in a stable field. The names of the
 * first group are those of POSIX; the HTTP edge maps each code once to a status.
 */
public enum ErrorCode {
    /** A privilege is missing, or retention forbids the change. */
    EPERM,
    /** The permission bits deny it. */
    EACCES,
    /** No such entry, inode or path. */
    ENOENT,
    /** The attribute does not exist, or the data needed is offline where the call cannot wait. */
    ENODATA,
    EEXIST,
    ENOTEMPTY,
    ENOTDIR,
    EISDIR,
    EXDEV,
    EMLINK,
    /** The caller holds too many open files. */
    EMFILE,
    EBUSY,
    /** The data_version does not match, the name now refers to another inode, or a handle is dead. */
    ESTALE,
    EINVAL,
    EOVERFLOW,
    ERANGE,
    E2BIG,
    ENAMETOOLONG,
    EBADF,
    ENOTTY,
    /** Room cannot be reserved in this kind of inode. */
    ENODEV,
    /** It is a pipe, which has no places. */
    ESPIPE,
    /** There is no data at the place or behind it. */
    ENXIO,
    EOPNOTSUPP,
    EDQUOT,
    ENOSPC,
    EFBIG,
    ELOOP,
    EIO,
    EINTR,
    EROFS,

    /** This server does not lead the shard or partition asked for; look the leader up again. */
    NOT_LEADER(Retry.ELSEWHERE),
    /** The caller carried an epoch or token older than one already seen. */
    STALE_EPOCH(Retry.ELSEWHERE),
    /** The service could not be reached, or is starting, recovering or stopping. */
    UNAVAILABLE(Retry.ELSEWHERE),
    /** A queue or another limit is full at this moment. */
    OVERLOADED(Retry.LATER),
    /** The deadline passed; whether the change was made is not known. */
    DEADLINE_EXCEEDED,
    /** The data is offline and the caller asked not to wait, or waited long enough. */
    OFFLINE,
    /** A condition of the request (If-Match and its kin) does not hold. */
    PRECONDITION_FAILED,
    /** Stored bytes do not match their checksum. Never returned as data. */
    CORRUPT;

    /** Whether asking again can help, without the caller changing anything. */
    public enum Retry {
        /** The answer is final. */
        NEVER,
        /** Ask the same server again after a pause. */
        LATER,
        /** Look up who leads now, then ask again with the same request id. */
        ELSEWHERE
    }

    private final Retry retry;

    ErrorCode() {
        this(Retry.NEVER);
    }

    ErrorCode(Retry retry) {
        this.retry = retry;
    }

    public Retry retry() {
        return retry;
    }

    public boolean isRetryable() {
        return retry != Retry.NEVER;
    }
}

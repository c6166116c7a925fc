package dev.cairn.gateway.s3.wire;

/** The error codes that S3 clients know, each with its HTTP status and what it says when there is nothing better to say. */
public enum S3Error {
    ACCESS_DENIED("AccessDenied", 403, "Access Denied"),
    AUTHORIZATION_HEADER_MALFORMED("AuthorizationHeaderMalformed", 400, "The authorization header is malformed."),
    AUTHORIZATION_QUERY_PARAMETERS_ERROR(
            "AuthorizationQueryParametersError", 400, "The query parameters of the signature are malformed."),
    BAD_DIGEST("BadDigest", 400, "The checksum you specified did not match what was received."),
    BUCKET_ALREADY_EXISTS("BucketAlreadyExists", 409, "The requested bucket name is taken."),
    BUCKET_ALREADY_OWNED_BY_YOU(
            "BucketAlreadyOwnedByYou", 409, "The bucket you tried to create already exists, and you own it."),
    BUCKET_NOT_EMPTY("BucketNotEmpty", 409, "The bucket you tried to delete is not empty."),
    DIRECTORY_OBJECT_CONTAINS_DATA(
            "DirectoryObjectContainsData", 400, "An object whose key ends in a slash cannot have data."),
    ENTITY_TOO_LARGE("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size."),
    ENTITY_TOO_SMALL("EntityTooSmall", 400, "A part other than the last one is smaller than the minimum allowed size."),
    EXISTING_OBJECT_IS_DIRECTORY(
            "ExistingObjectIsDirectory", 409, "A directory that allows no such key beside it has this name."),
    NO_SUCH_OBJECT_LOCK("NoSuchObjectLockConfiguration", 404, "The object has no object lock configuration."),
    INCOMPLETE_BODY("IncompleteBody", 400, "The request body does not have the number of bytes it announced."),
    INSUFFICIENT_STORAGE("InsufficientStorage", 507, "There is no room left."),
    INTERNAL_ERROR("InternalError", 500, "We encountered an internal error. Please try again."),
    INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403, "The access key id you provided does not exist."),
    INVALID_ARGUMENT("InvalidArgument", 400, "Invalid argument."),
    INVALID_BUCKET_NAME("InvalidBucketName", 400, "The specified bucket is not valid."),
    INVALID_DIGEST("InvalidDigest", 400, "The Content-MD5 you specified is not valid."),
    INVALID_OBJECT_STATE(
            "InvalidObjectState", 403, "The operation is not valid for the object's storage class or restore state."),
    INVALID_PART(
            "InvalidPart",
            400,
            "One or more of the specified parts could not be found, or its entity tag does not match."),
    INVALID_PART_ORDER("InvalidPartOrder", 400, "The list of parts was not in ascending order."),
    INVALID_RANGE("InvalidRange", 416, "The requested range is not satisfiable."),
    INVALID_REQUEST("InvalidRequest", 400, "Invalid request."),
    INVALID_STORAGE_CLASS("InvalidStorageClass", 400, "The storage class you specified is not valid."),
    INVALID_URI("InvalidURI", 400, "Couldn't parse the specified URI."),
    KEY_TOO_LONG("KeyTooLongError", 400, "Your key is too long."),
    MALFORMED_TRAILER("MalformedTrailerError", 400, "The trailer of the request is not well-formed."),
    MALFORMED_XML(
            "MalformedXML", 400, "The XML you provided was not well-formed or did not validate against our schema."),
    METADATA_TOO_LARGE("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed size."),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
    MISSING_CONTENT_LENGTH("MissingContentLength", 411, "You must provide the Content-Length header."),
    NOT_IMPLEMENTED("NotImplemented", 501, "This server does not implement the functionality you asked for."),
    NO_SUCH_BUCKET("NoSuchBucket", 404, "The specified bucket does not exist."),
    NO_SUCH_BUCKET_POLICY("NoSuchBucketPolicy", 404, "The bucket policy does not exist."),
    NO_SUCH_CORS_CONFIGURATION("NoSuchCORSConfiguration", 404, "The CORS configuration does not exist."),
    NO_SUCH_KEY("NoSuchKey", 404, "The specified key does not exist."),
    NO_SUCH_LIFECYCLE_CONFIGURATION("NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist."),
    NO_SUCH_PUBLIC_ACCESS_BLOCK(
            "NoSuchPublicAccessBlockConfiguration", 404, "The public access block configuration was not found."),
    NO_SUCH_TAG_SET("NoSuchTagSet", 404, "The TagSet does not exist."),
    NO_SUCH_UPLOAD(
            "NoSuchUpload",
            404,
            "The specified upload does not exist. It may have been aborted or completed, or its id is not valid."),
    NO_SUCH_VERSION("NoSuchVersion", 404, "The specified version does not exist."),
    NO_SUCH_WEBSITE_CONFIGURATION(
            "NoSuchWebsiteConfiguration", 404, "The bucket does not have a website configuration."),
    OBJECT_LOCK_CONFIGURATION_NOT_FOUND(
            "ObjectLockConfigurationNotFoundError", 404, "Object lock is not configured for this bucket."),
    OBJECT_NOT_IN_ACTIVE_TIER(
            "ObjectNotInActiveTierError", 403, "The source of the copy is offline; restore it first."),
    OBJECT_PARENT_IS_FILE("ObjectParentIsFile", 409, "A file stands where the key needs a directory."),
    OPERATION_ABORTED("OperationAborted", 409, "A conflicting operation is in progress. Please try again."),
    OWNERSHIP_CONTROLS_NOT_FOUND(
            "OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found."),
    PRECONDITION_FAILED("PreconditionFailed", 412, "At least one of the preconditions you specified did not hold."),
    QUOTA_EXCEEDED("QuotaExceeded", 403, "The quota is used up."),
    REPLICATION_CONFIGURATION_NOT_FOUND(
            "ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found."),
    REQUEST_TIME_TOO_SKEWED(
            "RequestTimeTooSkewed", 403, "The difference between the request time and the server's time is too large."),
    RESTORE_ALREADY_IN_PROGRESS("RestoreAlreadyInProgress", 409, "Object restore is already in progress."),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503, "Please reduce your request rate or try again later."),
    SIGNATURE_DOES_NOT_MATCH(
            "SignatureDoesNotMatch",
            403,
            "The request signature we calculated does not match the signature you provided. Check your key and signing"
                    + " method."),
    SLOW_DOWN("SlowDown", 503, "Please reduce your request rate."),
    SSE_CONFIGURATION_NOT_FOUND(
            "ServerSideEncryptionConfigurationNotFoundError",
            404,
            "The server side encryption configuration was not found."),
    XAMZ_CONTENT_SHA256_MISMATCH(
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.");

    private final String code;
    private final int status;
    private final String text;

    S3Error(String code, int status, String text) {
        this.code = code;
        this.status = status;
        this.text = text;
    }

    /** What stands in the element Code. */
    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String text() {
        return text;
    }
}

package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.PercentCoding;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is about: the service, a bucket, or an object.
 *
 * @param bucket empty for the service
 * @param key empty for the service and for a bucket
 */
record S3Address(Bytes bucket, Bytes key) {

    enum Level {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /**
     * @param rawPath as sent, so that an encoded slash belongs to the key and dots mean nothing
     * @param domains see {@link S3Settings#domains}
     * @throws S3Exception {@link S3Error#INVALID_URI}
     */
    static S3Address parse(String rawPath, Optional<String> host, List<String> domains) {
        if (!rawPath.startsWith("/")) {
            throw new S3Exception(S3Error.INVALID_URI);
        }
        Optional<Bytes> bucket = host.flatMap(name -> bucketOf(name, domains));
        if (bucket.isPresent()) {
            return new S3Address(bucket.get(), PercentCoding.decodePath(rawPath.substring(1)));
        }
        return ofPath(rawPath.substring(1));
    }

    /** Reads {@code bucket/key}, encoded. */
    static S3Address ofPath(String raw) {
        int slash = raw.indexOf('/');
        String bucket = slash < 0 ? raw : raw.substring(0, slash);
        String key = slash < 0 ? "" : raw.substring(slash + 1);
        if (bucket.isEmpty() && slash >= 0) {
            throw new S3Exception(S3Error.INVALID_BUCKET_NAME);
        }
        return new S3Address(PercentCoding.decodePath(bucket), PercentCoding.decodePath(key));
    }

    Level level() {
        if (bucket.isEmpty()) {
            return Level.SERVICE;
        }
        return key.isEmpty() ? Level.BUCKET : Level.OBJECT;
    }

    private static Optional<Bytes> bucketOf(String host, List<String> domains) {
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 || host.endsWith("]") ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        return domains.stream()
                .map(domain -> "." + domain.toLowerCase(Locale.ROOT))
                .filter(suffix -> name.length() > suffix.length() && name.endsWith(suffix))
                .map(suffix -> Bytes.utf8(name.substring(0, name.length() - suffix.length())))
                .findFirst();
    }
}

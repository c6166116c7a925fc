package dev.cairn.gateway.s3.signature;

import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signature as a request presents it, well-formed but not checked.
 *
 * @param validFor how long a presigned URL may be used; empty for a signature in the header
 */
record Presented(
        CredentialScope scope,
        Instant signedAt,
        List<String> signedHeaders,
        String signature,
        Optional<Duration> validFor) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Duration PRESIGNED_MAX = Duration.ofDays(7);

    Presented {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** @throws S3Exception if there is no signature, or none that this server knows */
    static Presented in(RequestHead head) {
        Optional<String> authorization = head.headers().first("authorization");
        if (authorization.isPresent()) {
            return inHeader(head, authorization.get());
        }
        if (head.query().has("X-Amz-Algorithm")) {
            return inQuery(head.query());
        }
        if (head.query().has("Signature") && head.query().has("AWSAccessKeyId")) {
            throw oldVersion();
        }
        throw new S3Exception(S3Error.ACCESS_DENIED);
    }

    private static Presented inHeader(RequestHead head, String authorization) {
        int space = authorization.indexOf(' ');
        String algorithm = space < 0 ? authorization : authorization.substring(0, space);
        if (algorithm.equals("AWS")) {
            throw oldVersion();
        }
        if (!algorithm.equals(ALGORITHM)) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Unsupported Authorization Type");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : authorization.substring(space + 1).split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals).strip(),
                        field.substring(equals + 1).strip());
            }
        }
        S3Error malformed = S3Error.AUTHORIZATION_HEADER_MALFORMED;
        CredentialScope scope = scope(field(fields, "Credential", malformed), malformed);
        Instant signedAt = head.headers()
                .first("x-amz-date")
                .flatMap(HttpDates::parseSignature)
                .or(() -> head.headers().first("date").flatMap(HttpDates::parseHeader))
                .orElseThrow(() -> new S3Exception(
                        S3Error.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header"));
        return checked(
                new Presented(
                        scope,
                        signedAt,
                        List.of(field(fields, "SignedHeaders", malformed).split(";", -1)),
                        field(fields, "Signature", malformed),
                        Optional.empty()),
                malformed);
    }

    private static Presented inQuery(QueryParameters query) {
        S3Error malformed = S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR;
        if (!parameter(query, "X-Amz-Algorithm").equals(ALGORITHM)) {
            throw new S3Exception(malformed, "X-Amz-Algorithm only supports \"" + ALGORITHM + "\"");
        }
        Instant signedAt = HttpDates.parseSignature(parameter(query, "X-Amz-Date"))
                .orElseThrow(() -> new S3Exception(malformed, "X-Amz-Date must be in the form yyyyMMdd'T'HHmmss'Z'"));
        return checked(
                new Presented(
                        scope(parameter(query, "X-Amz-Credential"), malformed),
                        signedAt,
                        List.of(parameter(query, "X-Amz-SignedHeaders").split(";", -1)),
                        parameter(query, "X-Amz-Signature"),
                        Optional.of(validFor(parameter(query, "X-Amz-Expires")))),
                malformed);
    }

    private static Presented checked(Presented presented, S3Error malformed) {
        if (!HttpDates.signature(presented.signedAt())
                .startsWith(presented.scope().date() + "T")) {
            throw new S3Exception(
                    malformed, "The date in the credential scope does not match the date of the request.");
        }
        if (!presented.signedHeaders().contains("host")) {
            throw new S3Exception(malformed, "The header host must be signed.");
        }
        return presented;
    }

    private static CredentialScope scope(String credential, S3Error malformed) {
        CredentialScope scope = CredentialScope.parse(credential)
                .orElseThrow(() -> new S3Exception(
                        malformed,
                        "The credential is malformed; expecting \"<access key>/YYYYMMDD/REGION/s3/aws4_request\"."));
        if (!scope.service().equals("s3")) {
            throw new S3Exception(
                    malformed, "The credential is for the service \"" + scope.service() + "\", not \"s3\".");
        }
        return scope;
    }

    private static Duration validFor(String seconds) {
        try {
            Duration validFor = Duration.ofSeconds(Long.parseLong(seconds));
            if (validFor.isPositive() && validFor.compareTo(PRESIGNED_MAX) <= 0) {
                return validFor;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw new S3Exception(
                S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
                "X-Amz-Expires must be a number of seconds from 1 to " + PRESIGNED_MAX.toSeconds());
    }

    private static String field(Map<String, String> fields, String name, S3Error malformed) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new S3Exception(malformed, "The authorization header is malformed; missing " + name + ".");
        }
        return value;
    }

    private static String parameter(QueryParameters query, String name) {
        return query.text(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new S3Exception(
                        S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR, "Missing the query parameter " + name + "."));
    }

    private static S3Exception oldVersion() {
        return new S3Exception(
                S3Error.INVALID_REQUEST,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }
}

package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import java.util.Base64;

/** A place in a listing, in a form that clients do not take for a key. It stays valid for ever. */
final class ContinuationToken {

    private static final String VERSION = "1";

    private ContinuationToken() {}

    static String encode(Bytes place) {
        return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(place.toByteArray());
    }

    /** @throws S3Exception {@link S3Error#INVALID_ARGUMENT} */
    static Bytes decode(String token) {
        if (token.startsWith(VERSION)) {
            try {
                return Bytes.wrap(Base64.getUrlDecoder().decode(token.substring(VERSION.length())));
            } catch (IllegalArgumentException e) {
                // Refused below, like a token of another version.
            }
        }
        throw new S3Exception(S3Error.INVALID_ARGUMENT, "The continuation token provided is incorrect")
                .detail("ArgumentName", "continuation-token");
    }
}

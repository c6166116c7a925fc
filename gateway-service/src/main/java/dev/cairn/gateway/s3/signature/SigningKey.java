package dev.cairn.gateway.s3.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The key that is derived from a secret for one day, region and service. Immutable. */
final class SigningKey {

    private final byte[] key;

    private SigningKey(byte[] key) {
        this.key = key;
    }

    static SigningKey derive(String secret, CredentialScope scope) {
        byte[] day = Digests.hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), scope.date());
        byte[] region = Digests.hmac(day, scope.region());
        byte[] service = Digests.hmac(region, scope.service());
        return new SigningKey(Digests.hmac(service, "aws4_request"));
    }

    String sign(String stringToSign) {
        return Digests.hex(Digests.hmac(key, stringToSign));
    }

    /** Compares in a time that does not depend on where the two differ. */
    boolean matches(String stringToSign, String signature) {
        return MessageDigest.isEqual(
                sign(stringToSign).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }
}

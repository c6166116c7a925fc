package dev.cairn.gateway.auth;

import dev.cairn.api.Caller;
import java.security.SecureRandom;

/**
 * Makes key pairs of the shape that S3 clients know: an id of 20 capital letters and digits that starts with
 * {@code AKIA}, and a secret of 40 letters and digits, 238 bits of randomness. The secret has no character that needs
 * quoting in a shell, a URL or a configuration file. Safe for use by any thread.
 */
public final class AccessKeyGenerator {

    private static final String ID_PREFIX = "AKIA";
    private static final int ID_RANDOM_LENGTH = 16;
    private static final int SECRET_LENGTH = 40;
    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom random;

    public AccessKeyGenerator(SecureRandom random) {
        this.random = random;
    }

    public AccessKey generate(Caller caller) {
        return new AccessKey(
                ID_PREFIX + draw(ID_ALPHABET, ID_RANDOM_LENGTH), draw(SECRET_ALPHABET, SECRET_LENGTH), caller);
    }

    private String draw(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}

package dev.cairn.gateway.auth;

import dev.cairn.api.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A key pair and on whose behalf it acts.
 *
 * @param id public part
 * @param secret shared with the client; never logged, never part of {@link #toString}
 */
public record AccessKey(String id, String secret, Caller caller) {

    public AccessKey {
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IllegalArgumentException("an access key needs an id and a secret");
        }
    }

    /** Compares in a time that does not depend on where the two differ. */
    public boolean hasSecret(String offered) {
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + ", uid " + caller.uid() + "]";
    }
}

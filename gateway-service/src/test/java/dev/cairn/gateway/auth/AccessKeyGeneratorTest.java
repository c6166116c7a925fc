package dev.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Generated keys have the shape clients expect, differ from each other, and keep their secret to themselves. */
class AccessKeyGeneratorTest {

    private final AccessKeyGenerator generator = new AccessKeyGenerator(new SecureRandom());

    @Test
    void keysHaveTheUsualShapeAndNeverRepeat() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            AccessKey key = generator.generate(Caller.system());
            assertThat(key.id()).matches("AKIA[A-Z2-7]{16}");
            assertThat(key.secret()).matches("[A-Za-z0-9]{40}");
            assertThat(seen.add(key.id())).isTrue();
            assertThat(seen.add(key.secret())).isTrue();
        }
    }

    @Test
    void aKeyKnowsItsSecretAndDoesNotTellIt() {
        AccessKey key = generator.generate(Caller.system());

        assertThat(key.hasSecret(key.secret())).isTrue();
        assertThat(key.hasSecret(key.secret() + "x")).isFalse();
        assertThat(key.hasSecret("")).isFalse();
        assertThat(key.toString()).contains(key.id()).doesNotContain(key.secret());
        assertThat(AccessKeys.of(key).find(key.id())).contains(key);
        assertThat(AccessKeys.of(key).find("other")).isEmpty();
    }
}

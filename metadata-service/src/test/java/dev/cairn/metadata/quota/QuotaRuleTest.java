package dev.cairn.metadata.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.QuotaRule.Element;
import dev.cairn.api.metadata.QuotaRule.Measure;
import dev.cairn.api.metadata.QuotaRule.Operation;
import dev.cairn.api.metadata.QuotaRule.Source;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quota rules as text, as bytes, and in order (QUO-1 to QUO-3, QUO-7, D-15). */
class QuotaRuleTest {

    @Test
    void theTextFormSaysEveryField() {
        var rule = new QuotaRule(
                7,
                new Element(13, Source.LITERAL, false),
                new Element(-1, Source.UID, true),
                new Element(17, Source.PROJECT, false),
                Operation.DATA,
                -1,
                Measure.COUNT);
        String text = "7 13,L,- 18446744073709551615,U,S 17,P,- D 18446744073709551615 C";
        assertThat(rule.text()).isEqualTo(text);
        assertThat(QuotaRule.parse(text)).isEqualTo(rule);
        assertThat(QuotaRule.parse("  7\t13,L,-  18446744073709551615,U,S 17,P,- D 18446744073709551615 C \n"))
                .isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7 13,L,- 15,L,- 17,L,- I 33 -",
                "0 0,L,- 0,L,- 0,L,- I 0 -",
                "255 1,P,S 1,P,S 9000000000,U,S D 1 C",
                "1 5,U,- 6,U,S 7,U,- I 1 -"
            })
    void validRules(String text) {
        assertThat(QuotaRule.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7 13,L,- 15,L,- 17,L,- I 33",
                "7 13,L,- 15,L,- 17,L,- I 33 - -",
                "256 13,L,- 15,L,- 17,L,- I 33 -",
                "18446744073709551615 13,L,- 15,L,- 17,L,- I 33 -",
                "-1 13,L,- 15,L,- 17,L,- I 33 -",
                "7 13,X,- 15,L,- 17,L,- I 33 -",
                "7 13,l,- 15,L,- 17,L,- I 33 -",
                "7 13,L,x 15,L,- 17,L,- I 33 -",
                "7 13,L 15,L,- 17,L,- I 33 -",
                "7 13,L,-,- 15,L,- 17,L,- I 33 -",
                "7 ,L,- 15,L,- 17,L,- I 33 -",
                "7 1a,L,- 15,L,- 17,L,- I 33 -",
                "7 18446744073709551616,L,- 15,L,- 17,L,- I 33 -",
                "7 13,L,- 15,L,- 17,L,- X 33 -",
                "7 13,L,- 15,L,- 17,L,- I -33 -",
                "7 13,L,- 15,L,- 17,L,- I 33 S",
                "7 13,L,S 15,L,- 17,L,- I 33 -",
                "7 13,U,S 15,U,S 17,L,- I 33 -",
                "7 13,G,S 17,L,- 15,G,S I 33 -"
            })
    void invalidRules(String text) {
        assertThatThrownBy(() -> QuotaRule.parse(text)).isInstanceOfSatisfying(CairnException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.EINVAL);
            assertThat(e.reason()).isEqualTo("quota-rule");
        });
    }

    @Test
    void theOrderIsThatOfTheFieldsAndOfTheBytes() {
        List<QuotaRule> ascending = new ArrayList<>();
        for (String text : List.of(
                "0 9,G,S 9,U,S 9,L,- D 9 C",
                "1 0,L,- 0,L,- 0,L,- I 0 -",
                "1 0,L,- 0,L,- 0,L,- I 0 C",
                "1 0,L,- 0,L,- 0,L,- I 1 -",
                "1 0,L,- 0,L,- 0,L,- I 18446744073709551615 -",
                "1 0,L,- 0,L,- 0,L,- D 0 -",
                "1 0,L,- 0,L,- 0,P,- I 0 -",
                "1 0,L,- 0,L,- 0,P,S I 0 -",
                "1 0,L,- 0,L,- 1,L,- I 0 -",
                "1 0,L,- 0,U,- 0,L,- I 0 -",
                "1 0,L,- 1,L,- 0,L,- I 0 -",
                "1 0,P,- 0,L,- 0,L,- I 0 -",
                "1 0,U,S 0,L,- 0,L,- I 0 -",
                "1 0,G,- 0,L,- 0,L,- I 0 -",
                "1 1,L,- 0,L,- 0,L,- I 0 -",
                "1 18446744073709551615,L,- 0,L,- 0,L,- I 0 -",
                "2 0,L,- 0,L,- 0,L,- I 0 -",
                "255 0,L,- 0,L,- 0,L,- I 0 -")) {
            ascending.add(QuotaRule.parse(text));
        }
        List<QuotaRule> shuffled = new ArrayList<>(ascending);
        Collections.shuffle(shuffled, new Random(Seeds.next()));
        assertThat(shuffled.stream().sorted().toList()).isEqualTo(ascending);
        assertThat(shuffled.stream()
                        .map(RuleCodec::encode)
                        .sorted(Comparator.comparing((byte[] bytes) -> bytes, Arrays::compareUnsigned))
                        .map(RuleCodec::decode)
                        .toList())
                .isEqualTo(ascending);
    }
}

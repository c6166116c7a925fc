package dev.cairn.metadata.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.index.TaggedName.Tag;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names carry which tags and numbers (XTG-1 to XTG-9, D-14). */
class TaggedNameTest {

    private static TaggedName parse(String name) {
        return TaggedName.parse(Bytes.utf8(name));
    }

    private static Set<Tag> tags(String name) {
        TaggedName parsed = parse(name);
        return EnumSet.allOf(Tag.class).stream().filter(parsed::has).collect(Collectors.toSet());
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CairnException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.EINVAL);
            assertThat(e.reason()).isEqualTo("xattr-tag");
        });
    }

    @Test
    void tagsStandInAnyOrderAndEndWithTheFirstOtherWord() {
        assertThat(tags("scoutfs.hide.srch.x")).containsExactlyInAnyOrder(Tag.HIDE, Tag.SEARCH);
        assertThat(tags("scoutfs.srch.hide.x")).containsExactlyInAnyOrder(Tag.HIDE, Tag.SEARCH);
        assertThat(tags("scoutfs.hide.foo.srch.bar")).containsExactly(Tag.HIDE);
        assertThat(tags("scoutfs.hide.x.srch.y")).containsExactly(Tag.HIDE);
        assertThat(tags("scoutfs.hide.srch.totl.x.1.2.3")).containsExactlyInAnyOrder(Tag.HIDE, Tag.SEARCH, Tag.TOTAL);
        assertThat(tags("scoutfs.indx.srch.hide.5.6")).containsExactlyInAnyOrder(Tag.HIDE, Tag.SEARCH, Tag.INDEX);
        assertThat(tags("scoutfs.hide.s")).containsExactly(Tag.HIDE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.hide.x",
                "scoutfs.",
                "scoutfs.abc",
                "scoutfs.hide",
                "scoutfs.unknown.x1",
                "scoutfs.hide.",
                "scoutfs.hide.srch.",
                "scoutfs.hide.hide.x",
                "scoutfs.srch.hide.srch.x",
                "scoutfs.totl.indx.x.1.2.3",
                "scoutfs.indx.hide.totl.x.1.2.3",
                "scoutfs.HIDE.x"
            })
    void notATaggedName(String name) {
        assertInvalid(() -> parse(name));
    }

    @ParameterizedTest
    @CsvSource({
        "scoutfs.totl.1.2.3, 1, 2, 3",
        "scoutfs.totl.any.dots.here.1.2.3, 1, 2, 3",
        "scoutfs.totl..1.2.3, 1, 2, 3",
        "scoutfs.hide.srch.totl.x.0x10.010.7, 16, 8, 7",
        "scoutfs.totl.x.0.00.18446744073709551615, 0, 0, -1",
        "scoutfs.totl.x.0xffffffffffffffff.01777777777777777777777.0xAb, -1, -1, 171"
    })
    void aTotalIsNamedByTheLastThreeNumbers(String name, long a, long b, long c) {
        assertThat(parse(name).total()).isEqualTo(new TotalName(a, b, c));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test...",
                "test..2.3",
                "test.1..3",
                "test.1.2.",
                "test.1",
                "test.1.2",
                "test",
                "1.2",
                "x.1.2.+3",
                "x.1.2.-3",
                "x.1.2. 3",
                "x.1.2.3 ",
                "x.1.2.08",
                "x.1.2.0x",
                "x.1.2.0xg",
                "x.1.2.x1",
                "x.1.2.1e3",
                "x.1.2.18446744073709551616",
                "x.1.2.0x10000000000000000",
                "x.1.2.02000000000000000000000",
                "x.1.2.000000000000000000000001",
                "x.1.2.99999999999999999999999"
            })
    void notATotal(String rest) {
        assertInvalid(() -> parse("scoutfs.totl." + rest).total());
    }

    @Test
    void aPositionIsNamedByTheLastTwoNumbers() {
        assertThat(parse("scoutfs.indx.x.5.100").position()).isEqualTo(new TaggedName.Position(5, 100));
        assertThat(parse("scoutfs.indx.255.18446744073709551615").position())
                .isEqualTo(new TaggedName.Position(255, -1));
        assertThat(parse("scoutfs.hide.indx.x.0xff.010").position()).isEqualTo(new TaggedName.Position(255, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "100", "x.256.1", "x.18446744073709551615.1", "x.1.", "x..1", "x.1.a", "x.a.1"})
    void notAPosition(String rest) {
        assertInvalid(() -> parse("scoutfs.indx." + rest).position());
    }

    @Test
    void namesAreBytes() {
        byte[] name = "scoutfs.srch.\uFFFF".getBytes(StandardCharsets.ISO_8859_1);
        name[name.length - 1] = (byte) 0xFF;
        assertThat(TaggedName.parse(Bytes.wrap(name)).has(Tag.SEARCH)).isTrue();
        byte[] digits = "scoutfs.totl.1.2.x".getBytes(StandardCharsets.ISO_8859_1);
        digits[digits.length - 1] = (byte) 0xB2;
        assertInvalid(() -> TaggedName.parse(Bytes.wrap(digits)).total());
    }
}

package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Extended attributes: the rules that all of them have (section 20 of the reference). */
class XattrScenariosTest {

    private final TestShard shard = new TestShard();
    private final PosixCalls root = PosixCalls.root(shard);
    private final Random random = new Random(Seeds.next());

    @BeforeEach
    void populate() {
        root.create("f", 0644);
    }

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    private Bytes value(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    @Test
    @DisplayName("XA-1 simple-xattr-unit: modes")
    void modes() {
        assertRefused(ErrorCode.ENODATA, () -> root.setXattr("f", "user.a", Bytes.EMPTY, XattrMode.REPLACE));
        root.setXattr("f", "user.a", Bytes.utf8("1"), XattrMode.CREATE);
        assertRefused(ErrorCode.EEXIST, () -> root.setXattr("f", "user.a", Bytes.EMPTY, XattrMode.CREATE));
        root.setXattr("f", "user.a", Bytes.utf8("2"), XattrMode.REPLACE);
        assertThat(root.xattr("f", "user.a")).contains(Bytes.utf8("2"));
        root.removeXattr("f", "user.a");
        assertRefused(ErrorCode.ENODATA, () -> root.removeXattr("f", "user.a"));
        assertThat(root.xattr("f", "user.a")).isEmpty();
    }

    @Test
    @DisplayName("XA-1 simple-xattr-unit: names and sizes")
    void namesAndSizes() {
        assertRefused(ErrorCode.EOPNOTSUPP, () -> root.setXattr("f", "other.a", "1"));
        assertRefused(ErrorCode.EOPNOTSUPP, () -> root.setXattr("f", "user", "1"));
        assertRefused(ErrorCode.EINVAL, () -> root.setXattr("f", "user.", "1"));
        assertRefused(ErrorCode.EINVAL, () -> root.removeXattr("f", "trusted."));
        assertRefused(ErrorCode.ERANGE, () -> root.setXattr("f", "", "1"));
        for (int length : List.of(256, 1000)) {
            assertRefused(ErrorCode.ERANGE, () -> root.setXattr("f", "user." + "n".repeat(length), "1"));
            assertRefused(ErrorCode.ERANGE, () -> root.removeXattr("f", "user." + "n".repeat(length)));
        }
        assertRefused(ErrorCode.E2BIG, () -> root.setXattr("f", "user.a", value(65_536), XattrMode.CREATE));
        assertThat(root.xattrNames("f")).isEmpty();
    }

    @Test
    @DisplayName("XA-1 simple-xattr-unit: lengths")
    void lengths() {
        for (int nameLength : List.of(1, 249, 250)) {
            for (int valueLength : List.of(0, 1, 254, 255, 256, 65_534, 65_535)) {
                roundTrip(nameLength, valueLength);
            }
        }
        for (int round = 0; round < 500; round++) {
            roundTrip(1 + random.nextInt(250), random.nextInt(MetadataLimits.XATTR_VALUE_BYTES_MAX + 1));
        }
        assertThat(root.xattrNames("f")).isEmpty();
    }

    private void roundTrip(int nameLength, int valueLength) {
        String name = "user." + "n".repeat(nameLength);
        Bytes value = value(valueLength);
        root.setXattr("f", name, value, XattrMode.CREATE);
        assertThat(root.xattr("f", name)).contains(value);
        root.removeXattr("f", name);
    }

    @Test
    @DisplayName("XA-1 simple-xattr-unit: values change their length")
    void changingLengths() {
        String name = "user.name";
        int[][] pairs = {{1775, 2671}, {5359, 8047}, {4462, 11632}, {1, 65_535}};
        for (int[] pair : pairs) {
            for (int length : new int[] {pair[0], pair[1], pair[0], pair[1], pair[0]}) {
                Bytes value = value(length);
                root.setXattr("f", name, value, XattrMode.CREATE_OR_REPLACE);
                assertThat(root.xattr("f", name)).contains(value);
            }
            shard.restart();
            assertThat(root.xattr("f", name).orElseThrow().length()).isEqualTo(pair[0]);
        }
    }

    @Test
    @DisplayName("AD-6 xfstests: attribute limits")
    void manyLargeAttributesOfOneInode() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.add("user." + i + "n".repeat(i));
            root.setXattr("f", names.getLast(), value(65_535), XattrMode.CREATE);
        }
        shard.restart();
        assertThat(root.xattrNames("f")).containsExactlyInAnyOrderElementsOf(names);
        root.unlink("f");
        shard.reap();
    }

    @Test
    void userAttributesAreForFilesAndDirectories() {
        root.mkdir("d", 0755);
        root.symlink("l", "x");
        root.special("p", FileType.FIFO, 0666, 0);
        root.setXattr("d", "user.a", "1");
        for (String path : List.of("l", "p")) {
            assertRefused(ErrorCode.EPERM, () -> root.setXattr(path, "user.a", "1"));
            assertRefused(ErrorCode.EPERM, () -> root.removeXattr(path, "user.a"));
            assertThat(root.xattr(path, "user.a")).isEmpty();
            root.setXattr(path, "trusted.a", "1");
            root.setXattr(path, "security.a", "1");
        }
    }

    /** XAT-10, as far as it is about all attributes. */
    @Test
    void checksHaveTheirOrder() {
        var nobody = new PosixCalls(shard, PosixCalls.caller(9, 9));
        root.retain("f");
        Bytes big = value(65_536);
        String endless = "n".repeat(300);
        assertRefused(ErrorCode.ERANGE, () -> nobody.setXattr("f", "other." + endless, big, XattrMode.REPLACE));
        assertRefused(ErrorCode.E2BIG, () -> nobody.setXattr("f", "other.a", big, XattrMode.REPLACE));
        assertRefused(ErrorCode.EOPNOTSUPP, () -> nobody.setXattr("f", "other.a", Bytes.EMPTY, XattrMode.REPLACE));
        assertRefused(
                ErrorCode.EPERM, "privilege", () -> nobody.setXattr("f", "trusted.a", Bytes.EMPTY, XattrMode.REPLACE));
        assertRefused(ErrorCode.EACCES, () -> nobody.setXattr("f", "user.a", Bytes.EMPTY, XattrMode.REPLACE));
        assertRefused(ErrorCode.EPERM, "retention", () -> root.setXattr("f", "user.a", Bytes.EMPTY, XattrMode.REPLACE));
        assertRefused(ErrorCode.ENODATA, () -> root.setXattr("f", "trusted.a", Bytes.EMPTY, XattrMode.REPLACE));
    }

    @Test
    void attributesThatComeWithACreationHaveTheSameRules() {
        var ann = new PosixCalls(shard, PosixCalls.caller(1000, 100));
        root.mkdir("open", 0777);
        for (Map.Entry<String, ErrorCode> refused : Map.of(
                        "trusted.a",
                        ErrorCode.EPERM,
                        "other.a",
                        ErrorCode.EOPNOTSUPP,
                        "user.",
                        ErrorCode.EINVAL,
                        "user." + "n".repeat(251),
                        ErrorCode.ERANGE)
                .entrySet()) {
            Map<Bytes, Bytes> xattrs = Map.of(Bytes.utf8(refused.getKey()), Bytes.EMPTY);
            assertRefused(
                    refused.getValue(),
                    () -> ann.make("open/d", new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, xattrs)));
            assertRefused(refused.getValue(), () -> put(ann, xattrs));
        }
        assertThat(root.list("open")).isEmpty();
        // Attributes of a file that its owner may not write.
        put(ann, Map.of(Bytes.utf8("user.a"), Bytes.utf8("1")));
        assertThat(ann.xattr("open/f", "user.a")).contains(Bytes.utf8("1"));
    }

    private void put(PosixCalls calls, Map<Bytes, Bytes> xattrs) {
        shard.namespace()
                .put(
                        calls.context(),
                        new PutRequest(
                                PosixCalls.at("open/f"),
                                PutRequest.Parents.REQUIRED,
                                new NewContent.Empty(),
                                TestShard.TAG,
                                0444,
                                xattrs,
                                PutRequest.XattrPolicy.KEEP_OTHERS,
                                Optional.empty(),
                                Condition.ALWAYS));
    }
}

package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileType;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * X-2, the operations on names and attributes: which fields of which inodes change, and that no other field of any inode
 * does. {@code S} is the change's sequence, {@code now} its time, a sign the difference of a number.
 */
class FieldEffectsScenariosTest {

    private static final String TOUCHED = "metaSeq=S ctime=now mtime=now";
    private static final String NEW = "metaSeq=S dataSeq=S ctime=now mtime=now atime=now crtime=now dataVersion=0";

    private final TestShard shard = new TestShard();
    private final PosixCalls root = PosixCalls.root(shard);
    private final Map<String, InodeNumber> names = new HashMap<>();

    @BeforeEach
    void populate() {
        names.put("root", InodeNumber.ROOT);
        known("d", root.mkdir("d", 0755));
        known("e", root.mkdir("e", 0755));
        known("sub", root.mkdir("d/sub", 0755));
        known("empty", root.mkdir("e/empty", 0755));
        known("f", root.write("d/f", "data"));
        known("g", root.write("e/other", "data"));
        known("linked", root.write("d/linked", "data"));
        root.link("d/linked", "e/linked");
        root.setXattr("d/f", "user.a", "1");
        root.setAcl("d/linked", AclType.ACCESS, "u::rw-,u:7:rw-,g::r--,m::r--,o::r--");
    }

    @AfterEach
    void close() {
        shard.close();
    }

    private void known(String name, Attributes inode) {
        names.put(name, inode.inode());
    }

    /** Everything an inode has, as text, by the name it has here. */
    private Map<String, Map<String, String>> inodes() {
        return shard.read(tree -> {
            Map<String, Map<String, String>> all = new TreeMap<>();
            var cursor = tree.scan(new byte[] {0x10}, new byte[] {0x11});
            while (cursor.next()) {
                var number = new InodeNumber(Keys.leftoverNumber(cursor.key()));
                String name = names.entrySet().stream()
                        .filter(known -> known.getValue().equals(number))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("new");
                all.put(name, fields(InodeCodec.decode(number, cursor.value())));
            }
            return all;
        });
    }

    private Map<String, String> fields(Inode inode) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("metaSeq", Long.toString(inode.metaSeq));
        fields.put("dataSeq", Long.toString(inode.dataSeq));
        fields.put("dataVersion", Long.toString(inode.dataVersion));
        fields.put("atime", inode.atime.toString());
        fields.put("mtime", inode.mtime.toString());
        fields.put("ctime", inode.ctime.toString());
        fields.put("crtime", inode.crtime.toString());
        fields.put("size", Long.toString(inode.size));
        fields.put("links", Long.toString(inode.linkCount));
        fields.put("mode", Integer.toOctalString(inode.mode));
        fields.put("owner", inode.uid + ":" + inode.gid);
        fields.put("blocks", inode.onlineBlocks + "+" + inode.offlineBlocks);
        fields.put("content", inode.content.toString());
        fields.put("project", Long.toString(inode.project));
        return fields;
    }

    /** Does something a second later and says what that changed. */
    private void assertEffects(Runnable operation, String... expected) {
        shard.clock.advance(Duration.ofSeconds(1));
        String now = shard.clock.now().toString();
        Map<String, Map<String, String>> before = inodes();
        operation.run();
        Map<String, Map<String, String>> after = inodes();
        long sequence = after.values().stream()
                .mapToLong(fields -> Long.parseLong(value(fields, "metaSeq")))
                .max()
                .orElseThrow();
        List<String> effects = new ArrayList<>();
        after.forEach((name, fields) -> {
            Map<String, String> old = before.get(name);
            var changes = new TreeSet<String>();
            fields.forEach((field, value) -> {
                if (old == null ? isShownOfNew(field) : !value.equals(old.get(field))) {
                    changes.add(
                            field + "=" + shown(field, value, old == null ? "0" : value(old, field), sequence, now));
                }
            });
            if (!changes.isEmpty()) {
                effects.add(name + ": " + String.join(" ", changes));
            }
        });
        List<String> sorted = new ArrayList<>();
        for (String line : expected) {
            String[] parts = line.split(": ", 2);
            sorted.add(parts[0] + ": " + String.join(" ", new TreeSet<>(List.of(parts[1].split(" ")))));
        }
        assertThat(effects).containsExactlyInAnyOrderElementsOf(sorted);
        assertThat(before.keySet()).as("nothing vanishes at once").allMatch(after::containsKey);
    }

    private static String value(Map<String, String> fields, String field) {
        return Optional.ofNullable(fields.get(field)).orElseThrow();
    }

    private static boolean isShownOfNew(String field) {
        return !List.of("mode", "owner", "blocks", "content", "project").contains(field);
    }

    private static String shown(String field, String value, String old, long sequence, String now) {
        if (field.endsWith("time") && value.equals(now)) {
            return "now";
        }
        if (field.endsWith("Seq") && value.equals(Long.toString(sequence))) {
            return "S";
        }
        if (List.of("size", "links").contains(field)) {
            long difference = Long.parseLong(value) - Long.parseLong(old);
            return (difference > 0 ? "+" : "") + difference;
        }
        return value;
    }

    @Test
    @DisplayName("X-2 field effects table: creations")
    void creations() {
        assertEffects(
                () -> known("new1", root.create("d/four", 0644)),
                "d: " + TOUCHED + " size=+4",
                "new1: " + NEW + " links=+1 size=0");
        assertEffects(
                () -> known("new2", root.mkdir("d/three", 0755)),
                "d: " + TOUCHED + " size=+5 links=+1",
                "new2: " + NEW + " links=+2 size=0");
        assertEffects(
                () -> known("new3", root.symlink("d/a", "target")),
                "d: " + TOUCHED + " size=+1",
                "new3: " + NEW + " links=+1 size=+6");
        assertEffects(
                () -> known("new4", root.special("d/b", FileType.SOCKET, 0644, 0)),
                "d: " + TOUCHED + " size=+1",
                "new4: " + NEW + " links=+1 size=0");
    }

    @Test
    @DisplayName("X-2 field effects table: links, unlink and rmdir")
    void linksAndRemovals() {
        assertEffects(
                () -> root.link("d/f", "e/more"), "e: " + TOUCHED + " size=+4", "f: metaSeq=S ctime=now links=+1");
        assertEffects(
                () -> root.unlink("e/linked"), "e: " + TOUCHED + " size=-6", "linked: metaSeq=S ctime=now links=-1");
        assertEffects(() -> root.unlink("e/other"), "e: " + TOUCHED + " size=-5", "g: metaSeq=S ctime=now links=-1");
        assertEffects(
                () -> root.rmdir("e/empty"),
                "e: " + TOUCHED + " size=-5 links=-1",
                "empty: metaSeq=S ctime=now links=-2");
    }

    @Test
    @DisplayName("X-2 field effects table: renames")
    void renames() {
        assertEffects(() -> root.rename("d/f", "d/longer"), "d: " + TOUCHED + " size=+5", "f: metaSeq=S ctime=now");
        assertEffects(
                () -> root.rename("d/longer", "e/f"),
                "d: " + TOUCHED + " size=-6",
                "e: " + TOUCHED + " size=+1",
                "f: metaSeq=S ctime=now");
        assertEffects(
                () -> root.rename("e/f", "e/other"),
                "e: " + TOUCHED + " size=-1",
                "f: metaSeq=S ctime=now",
                "g: metaSeq=S ctime=now links=-1");
        assertEffects(
                () -> root.rename("d/sub", "e/empty"),
                "d: " + TOUCHED + " size=-3 links=-1",
                "e: " + TOUCHED,
                "sub: metaSeq=S ctime=now",
                "empty: metaSeq=S ctime=now links=-2");
        assertEffects(() -> root.rename("d/linked", "e/linked"));
        assertEffects(
                () -> root.rename("e", "d/e"),
                "root: " + TOUCHED + " size=-1 links=-1",
                "d: " + TOUCHED + " size=+1 links=+1",
                "e: metaSeq=S ctime=now");
    }

    @Test
    @DisplayName("X-2 field effects table: attributes")
    void attributes() {
        assertEffects(() -> root.chmod("d/f", 0600), "f: metaSeq=S ctime=now mode=600");
        assertEffects(() -> root.chown("d/f", 5, 6), "f: metaSeq=S ctime=now owner=5:6");
        assertEffects(() -> root.touch("d/f"), "f: metaSeq=S ctime=now mtime=now atime=now");
        var times = new AttributeChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH.minusNanos(1)));
        assertEffects(
                () -> root.change("d/f", times),
                "f: metaSeq=S ctime=now atime=1970-01-01T00:00:00Z mtime=1969-12-31T23:59:59.999999999Z");
        assertEffects(() -> root.setXattr("d/f", "user.b", "1"), "f: metaSeq=S ctime=now");
        assertEffects(() -> root.setXattr("d/f", "user.a", "2"), "f: metaSeq=S ctime=now");
        assertEffects(() -> root.removeXattr("d/f", "user.a"), "f: metaSeq=S ctime=now");
        assertEffects(() -> root.setAcl("d", AclType.DEFAULT, "u::rwx,g::---,o::---"), "d: metaSeq=S ctime=now");
        assertEffects(
                () -> root.setAcl("d/f", AclType.ACCESS, "u::rwx,u:7:rw-,g::---,m::rwx,o::---"),
                "f: metaSeq=S ctime=now mode=770");
        assertEffects(() -> root.removeAcl("d/f", AclType.ACCESS), "f: metaSeq=S ctime=now");
        assertEffects(() -> root.removeAcl("d/f", AclType.ACCESS));
    }

    @Test
    @DisplayName("X-2 field effects table: queries and refusals")
    void queriesAndRefusals() {
        assertEffects(() -> {
            root.read("d/f");
            root.list("d");
            root.stat("d/f");
            root.xattr("d/f", "user.a");
            root.xattrNames("d/f");
            root.acl("d/linked", AclType.ACCESS);
        });
        assertEffects(() -> {
            for (Runnable refused : List.<Runnable>of(
                    () -> root.mkdir("d/f", 0755),
                    () -> root.rmdir("d"),
                    () -> root.unlink("d/none"),
                    () -> root.link("d", "x"),
                    () -> root.rename("d", "d/sub/d"),
                    () -> root.removeXattr("d/f", "user.none"))) {
                try {
                    refused.run();
                    throw new AssertionError("not refused");
                } catch (CairnException expected) {
                    // That nothing changed is what the test is about.
                }
            }
        });
    }

    @Test
    @DisplayName("X-2 field effects table: a project is inherited at creation and at no other time")
    void projects() {
        shard.step(transaction -> {
            Inode directory =
                    transaction.inode(Optional.ofNullable(names.get("d")).orElseThrow());
            directory.project = -2;
            transaction.store(directory);
            return true;
        });
        assertThat(root.create("d/new", 0644).project()).isEqualTo(-2);
        assertThat(root.mkdir("d/newdir", 0755).project()).isEqualTo(-2);
        assertThat(root.symlink("d/newlink", "x").project()).isEqualTo(-2);
        assertThat(root.special("d/newfifo", FileType.FIFO, 0644, 0).project()).isEqualTo(-2);
        root.rename("d/new", "e/new");
        root.link("e/other", "d/other");
        assertThat(root.stat("e/new").project()).isEqualTo(-2);
        assertThat(root.stat("d/other").project()).isZero();
    }
}

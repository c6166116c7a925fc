package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclEntry.Kind;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Whoever does whatever in a tree of random modes and ACLs: it is done or refused as a plain model says, with the same rights after. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomPermissionsTest {

    private static final int STEPS = 4000;
    private static final int STEPS_BETWEEN_CHECKS = 200;
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int SEARCH = 1;

    /** An inode as POSIX tells of it: a list is always there, if only the one that the mode says. */
    private static final class Node {
        final boolean isDirectory;
        int uid;
        int gid;
        /** Set-user-id, set-group-id and sticky bit. */
        int special;

        final Map<String, Integer> acl = new TreeMap<>();
        Optional<Map<String, Integer>> byDefault = Optional.empty();
        final TreeMap<String, Node> entries = new TreeMap<>();

        Node(boolean isDirectory) {
            this.isDirectory = isDirectory;
        }

        int mode() {
            return special | entry("o") << 6 | groupClass() << 3 | entry("z");
        }

        int entry(String key) {
            return Optional.ofNullable(acl.get(key)).orElseThrow();
        }

        int groupClass() {
            return acl.containsKey("m") ? entry("m") : entry("g");
        }
    }

    private final Random random = new Random(Seeds.next());
    private final Node root = new Node(true);
    private int done;
    private int refused;

    @RepeatedTest(3)
    void theShardAllowsWhatTheModelAllows() {
        try (var shard = new TestShard()) {
            root.acl.putAll(ofMode(0777));
            PosixCalls.root(shard).chmod("", 0777);
            for (int step = 1; step <= STEPS; step++) {
                step(shard);
                if (step % STEPS_BETWEEN_CHECKS == 0) {
                    compare(PosixCalls.root(shard), "", root);
                    shard.read(tree -> {
                        ShardChecker.check(tree);
                        return true;
                    });
                    shard.restart();
                }
            }
        }
        assertThat(done).as("enough is done").isGreaterThan(STEPS / 10);
        assertThat(refused).as("enough is refused").isGreaterThan(STEPS / 10);
    }

    private static Map<String, Integer> ofMode(int mode) {
        return Map.of("o", mode >> 6 & 7, "g", mode >> 3 & 7, "z", mode & 7);
    }

    private Caller anyCaller() {
        return new Caller(
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                random.nextBoolean() ? Set.of() : Set.of(1 + random.nextInt(3)),
                random.nextInt(4) == 0 ? 077 : 002,
                Set.of());
    }

    private String anyPath() {
        var path = new StringBuilder(anyName());
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(anyName());
        }
        return path.toString();
    }

    private String anyName() {
        return List.of("a", "b", "c").get(random.nextInt(3));
    }

    private int anyMode() {
        // Mostly permissive, so that something is left to be done.
        return random.nextInt(3) > 0 ? 0777 & ~(1 << random.nextInt(9)) : random.nextInt(01000);
    }

    private void step(TestShard shard) {
        Caller caller = anyCaller();
        var calls = new PosixCalls(shard, caller);
        String path = anyPath();
        int mode = anyMode() | (random.nextInt(4) == 0 ? random.nextInt(8) << 9 : 0);
        switch (random.nextInt(13)) {
            case 0, 1 -> both("mkdir " + path, () -> make(caller, path, true, mode), () -> calls.mkdir(path, mode));
            case 2 -> both("create " + path, () -> make(caller, path, false, mode), () -> calls.create(path, mode));
            case 3 -> both("write " + path, () -> write(caller, path), () -> calls.write(path, "x"));
            case 4 -> both("read " + path, () -> read(caller, path), () -> calls.read(path));
            case 5 -> both("list " + path, () -> list(caller, path), () -> calls.list(path));
            case 6 -> both("remove " + path, () -> remove(caller, path), () -> remove(calls, path));
            case 7 -> {
                String to = anyPath();
                both("rename " + path + " " + to, () -> rename(caller, path, to), () -> calls.rename(path, to));
            }
            case 8 -> both("chmod " + path, () -> chmod(caller, path, mode), () -> calls.chmod(path, mode));
            case 9 -> {
                int gid = 1 + random.nextInt(3);
                both("chgrp " + path, () -> chgrp(caller, path, gid), () -> calls.chgrp(path, gid));
            }
            case 10, 11 -> open(PosixCalls.root(shard), path);
            default -> {
                AclType type = random.nextInt(3) == 0 ? AclType.DEFAULT : AclType.ACCESS;
                Map<String, Integer> acl = anyAcl();
                String text = PosixCalls.text(acl(acl));
                both(
                        "setfacl " + type + " " + text + " " + path,
                        () -> setAcl(caller, path, type, acl),
                        () -> calls.setAcl(path, type, text));
            }
        }
    }

    /** An administrator opens what has been shut, or there would soon be nothing left to do. */
    private void open(PosixCalls calls, String path) {
        Node node = root;
        for (String name : path.split("/")) {
            Node next = node.entries.get(name);
            if (next == null) {
                return;
            }
            node = next;
        }
        calls.chmod(path, 0777);
        node.special = 0;
        node.acl.put("o", 7);
        node.acl.put(node.acl.containsKey("m") ? "m" : "g", 7);
        node.acl.put("z", 7);
    }

    private static void remove(PosixCalls calls, String path) {
        if (calls.stat(path).isDirectory()) {
            calls.rmdir(path);
        } else {
            calls.unlink(path);
        }
    }

    private void both(String what, Runnable model, Runnable real) {
        Optional<ErrorCode> expected = refusal(model);
        assertThat(refusal(real)).as(what).isEqualTo(expected);
        if (expected.isEmpty()) {
            done++;
        } else if (expected.get() == ErrorCode.EACCES || expected.get() == ErrorCode.EPERM) {
            refused++;
        }
    }

    private static Optional<ErrorCode> refusal(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (CairnException refusal) {
            return Optional.of(refusal.code());
        }
    }

    private static CairnException error(ErrorCode code) {
        return new CairnException(code, "model");
    }

    private static void require(boolean holds, ErrorCode code) {
        if (!holds) {
            throw error(code);
        }
    }

    // The model

    private static boolean isIn(Caller caller, int gid) {
        return caller.gid() == gid || caller.groups().contains(gid);
    }

    private static boolean may(Node node, Caller caller, int wanted) {
        Map<String, Integer> acl = node.acl;
        if (caller.uid() == node.uid) {
            return (node.entry("o") & wanted) == wanted;
        }
        int mask = acl.getOrDefault("m", 7);
        Integer named = acl.get("u" + caller.uid());
        if (named != null) {
            return (named & mask & wanted) == wanted;
        }
        boolean isMember = false;
        for (Map.Entry<String, Integer> entry : acl.entrySet()) {
            String key = entry.getKey();
            boolean isOfCaller = key.equals("g")
                    ? isIn(caller, node.gid)
                    : key.startsWith("g") && isIn(caller, Integer.parseInt(key.substring(1)));
            if (isOfCaller && (entry.getValue() & mask & wanted) == wanted) {
                return true;
            }
            isMember |= isOfCaller;
        }
        return !isMember && (node.entry("z") & wanted) == wanted;
    }

    private static void need(Node node, Caller caller, int wanted) {
        require(may(node, caller, wanted), ErrorCode.EACCES);
    }

    private Node parent(Caller caller, String path) {
        Node at = root;
        String[] names = path.split("/");
        for (int i = 0; i < names.length - 1; i++) {
            need(at, caller, SEARCH);
            Node next = at.entries.get(names[i]);
            require(next != null, ErrorCode.ENOENT);
            require(next.isDirectory, ErrorCode.ENOTDIR);
            at = next;
        }
        return at;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Node find(Caller caller, String path) {
        Node parent = parent(caller, path);
        need(parent, caller, SEARCH);
        Node node = parent.entries.get(last(path));
        require(node != null, ErrorCode.ENOENT);
        return node;
    }

    private void make(Caller caller, String path, boolean isDirectory, int mode) {
        Node parent = parent(caller, path);
        need(parent, caller, SEARCH);
        Node there = parent.entries.get(last(path));
        if (there != null && !isDirectory) {
            // A put that must not find a file.
            throw error(there.isDirectory ? ErrorCode.EISDIR : ErrorCode.PRECONDITION_FAILED);
        }
        require(there == null, ErrorCode.EEXIST);
        need(parent, caller, WRITE | SEARCH);
        parent.entries.put(last(path), made(parent, caller, isDirectory, mode));
    }

    private static Node made(Node parent, Caller caller, boolean isDirectory, int mode) {
        boolean inherits = (parent.special & 02000) != 0;
        Node node = new Node(isDirectory);
        node.uid = caller.uid();
        node.gid = inherits ? parent.gid : caller.gid();
        node.special = mode & 07000;
        if (!isIn(caller, node.gid)) {
            node.special &= ~02000;
        }
        if (inherits && isDirectory) {
            node.special |= 02000;
        }
        if (parent.byDefault.isPresent()) {
            Map<String, Integer> inherited = parent.byDefault.get();
            node.acl.putAll(inherited);
            node.acl.merge("o", mode >> 6 & 7, (had, given) -> had & given);
            node.acl.merge(inherited.containsKey("m") ? "m" : "g", mode >> 3 & 7, (had, given) -> had & given);
            node.acl.merge("z", mode & 7, (had, given) -> had & given);
            node.byDefault = isDirectory ? parent.byDefault : Optional.empty();
        } else {
            node.acl.putAll(ofMode(mode & ~caller.umask()));
        }
        return node;
    }

    private void write(Caller caller, String path) {
        Node parent = parent(caller, path);
        need(parent, caller, SEARCH);
        Node there = parent.entries.get(last(path));
        require(there == null || !there.isDirectory, ErrorCode.EISDIR);
        if (there == null) {
            need(parent, caller, WRITE | SEARCH);
            parent.entries.put(last(path), made(parent, caller, false, 0666));
        } else {
            need(there, caller, WRITE);
            dropSetIds(there, caller);
        }
    }

    private static void dropSetIds(Node node, Caller caller) {
        node.special &= ~04000;
        if ((node.groupClass() & 1) != 0 || !isIn(caller, node.gid)) {
            node.special &= ~02000;
        }
    }

    private void read(Caller caller, String path) {
        Node node = find(caller, path);
        require(!node.isDirectory, ErrorCode.EISDIR);
        need(node, caller, READ);
    }

    private void list(Caller caller, String path) {
        Node node = find(caller, path);
        require(node.isDirectory, ErrorCode.ENOTDIR);
        // Two questions: one group may allow the one, another group the other.
        need(node, caller, READ);
        need(node, caller, SEARCH);
    }

    private static void mayTake(Node parent, Node node, Caller caller) {
        boolean isProtected = (parent.special & 01000) != 0 && node.uid != caller.uid() && parent.uid != caller.uid();
        require(!isProtected, ErrorCode.EPERM);
    }

    private void remove(Caller caller, String path) {
        Node node = find(caller, path);
        Node parent = parent(caller, path);
        need(parent, caller, WRITE | SEARCH);
        mayTake(parent, node, caller);
        require(node.entries.isEmpty(), ErrorCode.ENOTEMPTY);
        parent.entries.remove(last(path));
    }

    private void rename(Caller caller, String from, String to) {
        Node source = parent(caller, from);
        Node target = parent(caller, to);
        Node moved = find(caller, from);
        need(source, caller, WRITE | SEARCH);
        need(target, caller, WRITE | SEARCH);
        mayTake(source, moved, caller);
        if (moved.isDirectory && source != target) {
            need(moved, caller, WRITE);
            require(!(to + "/").startsWith(from + "/"), ErrorCode.EINVAL);
        }
        Node there = target.entries.get(last(to));
        if (there == moved) {
            return;
        }
        if (there != null) {
            require(there.isDirectory || !moved.isDirectory, ErrorCode.ENOTDIR);
            require(!there.isDirectory || moved.isDirectory, ErrorCode.EISDIR);
            mayTake(target, there, caller);
            require(there.entries.isEmpty(), ErrorCode.ENOTEMPTY);
        }
        source.entries.remove(last(from));
        target.entries.put(last(to), moved);
    }

    private Node owned(Caller caller, String path) {
        Node node = find(caller, path);
        require(node.uid == caller.uid(), ErrorCode.EPERM);
        return node;
    }

    private void chmod(Caller caller, String path, int mode) {
        Node node = owned(caller, path);
        node.special = mode & (isIn(caller, node.gid) ? 07000 : 05000);
        node.acl.put("o", mode >> 6 & 7);
        node.acl.put(node.acl.containsKey("m") ? "m" : "g", mode >> 3 & 7);
        node.acl.put("z", mode & 7);
    }

    private void chgrp(Caller caller, String path, int gid) {
        Node node = owned(caller, path);
        require(gid == node.gid || isIn(caller, gid), ErrorCode.EPERM);
        node.gid = gid;
        if (!node.isDirectory) {
            dropSetIds(node, caller);
        }
    }

    private void setAcl(Caller caller, String path, AclType type, Map<String, Integer> acl) {
        Node node = owned(caller, path);
        if (type == AclType.DEFAULT) {
            require(node.isDirectory, ErrorCode.EINVAL);
            node.byDefault = Optional.of(acl);
        } else {
            node.acl.clear();
            node.acl.putAll(acl);
            if (!isIn(caller, node.gid)) {
                node.special &= ~02000;
            }
        }
    }

    private Map<String, Integer> anyAcl() {
        Map<String, Integer> acl = new HashMap<>(ofMode(anyMode()));
        for (String key : List.of("u1", "u2", "u3", "g1", "g2", "g3")) {
            if (random.nextInt(4) == 0) {
                acl.put(key, random.nextInt(8));
            }
        }
        if (acl.size() > 3 || random.nextBoolean()) {
            acl.put("m", random.nextInt(3) > 0 ? 7 : random.nextInt(8));
        }
        return acl;
    }

    private static Acl acl(Map<String, Integer> acl) {
        List<AclEntry> entries = new ArrayList<>();
        acl.forEach((key, permissions) -> entries.add(entry(key, permissions)));
        return new Acl(entries);
    }

    private static AclEntry entry(String key, int permissions) {
        int id = key.length() > 1 ? Integer.parseInt(key.substring(1)) : 0;
        Kind kind = switch (key.charAt(0)) {
            case 'o' -> Kind.OWNER;
            case 'u' -> Kind.USER;
            case 'g' -> id == 0 ? Kind.OWNING_GROUP : Kind.GROUP;
            case 'm' -> Kind.MASK;
            default -> Kind.OTHER;
        };
        return new AclEntry(kind, id, permissions);
    }

    private static void compare(PosixCalls calls, String path, Node node) {
        if (!path.isEmpty()) {
            Attributes actual = calls.stat(path);
            assertThat(Integer.toOctalString(actual.mode())).as("mode of %s", path).isEqualTo(Integer.toOctalString(node.mode()));
            assertThat(actual.uid()).as("owner of %s", path).isEqualTo(node.uid);
            assertThat(actual.gid()).as("group of %s", path).isEqualTo(node.gid);
            assertThat(calls.acl(path, AclType.ACCESS)).as("ACL of %s", path).isEqualTo(PosixCalls.text(acl(node.acl)));
            Set<String> names = new TreeSet<>();
            if (node.acl.size() > 3) {
                names.add("system.posix_acl_access");
            }
            node.byDefault.ifPresent(acl -> {
                names.add("system.posix_acl_default");
                assertThat(calls.acl(path, AclType.DEFAULT)).isEqualTo(PosixCalls.text(acl(acl)));
            });
            assertThat(calls.xattrNames(path)).containsExactlyInAnyOrderElementsOf(names);
        }
        if (node.isDirectory) {
            assertThat(calls.list(path)).containsExactlyInAnyOrderElementsOf(node.entries.keySet());
            node.entries.forEach((name, below) -> compare(calls, path.isEmpty() ? name : path + "/" + name, below));
        }
    }
}

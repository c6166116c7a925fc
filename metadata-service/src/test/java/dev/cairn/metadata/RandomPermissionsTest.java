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
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Whoever does whatever in a tree of random modes and ACLs: it is done or refused as a plain model says, with the same rights after. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomPermissionsTest {

    private static final int STEPS = 4000;
    private static final int STEPS_BETWEEN_CHECKS = 200;
    private final Random random = new Random(Seeds.next());
    private final PermissionModel model = new PermissionModel();
    private int done;
    private int refused;

    @RepeatedTest(3)
    void theShardAllowsWhatTheModelAllows() {
        try (var shard = new TestShard()) {
            PosixCalls.root(shard).chmod("", 0777);
            for (int step = 1; step <= STEPS; step++) {
                step(shard);
                if (step % STEPS_BETWEEN_CHECKS == 0) {
                    compare(PosixCalls.root(shard), "", model.root);
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
            case 0, 1 ->
                both("mkdir " + path, () -> model.make(caller, path, true, mode), () -> calls.mkdir(path, mode));
            case 2 ->
                both("create " + path, () -> model.make(caller, path, false, mode), () -> calls.create(path, mode));
            case 3 -> both("write " + path, () -> model.write(caller, path), () -> calls.write(path, "x"));
            case 4 -> both("read " + path, () -> model.read(caller, path), () -> calls.read(path));
            case 5 -> both("list " + path, () -> model.list(caller, path), () -> calls.list(path));
            case 6 -> both("remove " + path, () -> model.remove(caller, path), () -> remove(calls, path));
            case 7 -> {
                String to = anyPath();
                both("rename " + path + " " + to, () -> model.rename(caller, path, to), () -> calls.rename(path, to));
            }
            case 8 -> both("chmod " + path, () -> model.chmod(caller, path, mode), () -> calls.chmod(path, mode));
            case 9 -> {
                int gid = 1 + random.nextInt(3);
                both("chgrp " + path, () -> model.chgrp(caller, path, gid), () -> calls.chgrp(path, gid));
            }
            case 10, 11 -> {
                // Or there would soon be nothing left to do.
                if (model.open(path)) {
                    PosixCalls.root(shard).chmod(path, 0777);
                }
            }
            default -> {
                AclType type = random.nextInt(3) == 0 ? AclType.DEFAULT : AclType.ACCESS;
                Map<String, Integer> acl = anyAcl();
                String text = PosixCalls.text(acl(acl));
                both(
                        "setfacl " + type + " " + text + " " + path,
                        () -> model.setAcl(caller, path, type, acl),
                        () -> calls.setAcl(path, type, text));
            }
        }
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

    private Map<String, Integer> anyAcl() {
        Map<String, Integer> acl = new HashMap<>(PermissionModel.ofMode(anyMode()));
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

    private static void compare(PosixCalls calls, String path, PermissionModel.Node node) {
        if (!path.isEmpty()) {
            Attributes actual = calls.stat(path);
            assertThat(Integer.toOctalString(actual.mode()))
                    .as("mode of %s", path)
                    .isEqualTo(Integer.toOctalString(node.mode()));
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

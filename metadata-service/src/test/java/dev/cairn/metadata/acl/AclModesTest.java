package dev.cairn.metadata.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclEntry.Kind;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What lists allow is what the algorithm of POSIX 1003.1e says, told here a second time as plainly as can be. */
class AclModesTest {

    private static final int ROUNDS = 100_000;

    private final Random random = new Random(Seeds.next());

    @Test
    void randomListsAllowWhatTheStandardSays() {
        int allowed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Acl acl = anyAcl();
            AclModes.requireValid(acl);
            var caller = new Caller(1 + random.nextInt(4), random.nextInt(4), Set.of(random.nextInt(4)), 0, Set.of());
            int gid = random.nextInt(4);
            int wanted = random.nextInt(8);
            boolean isAllowed = AclModes.allows(acl, gid, caller, wanted);
            assertThat(isAllowed)
                    .as("%s for %s in %d wanting %d", acl, caller, gid, wanted)
                    .isEqualTo(standard(acl, gid, caller, wanted));
            allowed += isAllowed ? 1 : 0;
        }
        assertThat(allowed).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    /** Bit by bit would not do: one group entry must grant all that is wanted. */
    private static boolean standard(Acl acl, int gid, Caller caller, int wanted) {
        int mask = 7;
        List<Integer> ofGroups = new ArrayList<>();
        int other = 0;
        Integer named = null;
        for (AclEntry entry : acl.entries()) {
            switch (entry.kind()) {
                case OWNER -> {}
                case USER -> named = entry.id() == caller.uid() ? Integer.valueOf(entry.permissions()) : named;
                case OWNING_GROUP -> {
                    if (gid == caller.gid() || caller.groups().contains(gid)) {
                        ofGroups.add(entry.permissions());
                    }
                }
                case GROUP -> {
                    if (entry.id() == caller.gid() || caller.groups().contains(entry.id())) {
                        ofGroups.add(entry.permissions());
                    }
                }
                case MASK -> mask = entry.permissions();
                case OTHER -> other = entry.permissions();
            }
        }
        if (named != null) {
            return (wanted & ~(named & mask)) == 0;
        }
        if (ofGroups.isEmpty()) {
            return (wanted & ~other) == 0;
        }
        for (int permissions : ofGroups) {
            if ((wanted & ~(permissions & mask)) == 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void modesAndListsFollowFromEachOther() {
        for (int round = 0; round < ROUNDS; round++) {
            Acl acl = anyAcl();
            int mode = random.nextInt(010000);
            Acl changed = AclModes.changed(acl, mode);
            assertThat(AclModes.mode(07000, changed)).isEqualTo(07000 | (mode & 0777));
            assertThat(withoutClasses(changed)).isEqualTo(withoutClasses(acl));
            Acl reduced = AclModes.reduced(acl, mode);
            assertThat(AclModes.mode(0, reduced)).isEqualTo(AclModes.mode(0, acl) & mode & 0777);
            assertThat(withoutClasses(reduced)).isEqualTo(withoutClasses(acl));
            assertThat(AclModes.mode(0, Acl.ofMode(mode))).isEqualTo(mode & 0777);
        }
    }

    /** The entries that a mode never changes. */
    private static List<AclEntry> withoutClasses(Acl acl) {
        boolean hasMask = acl.find(Kind.MASK).isPresent();
        return acl.entries().stream()
                .filter(entry -> entry.kind().isNamed() || (hasMask && entry.kind() == Kind.OWNING_GROUP))
                .toList();
    }

    private Acl anyAcl() {
        List<AclEntry> entries = new ArrayList<>();
        for (Kind kind : List.of(Kind.OWNER, Kind.OWNING_GROUP, Kind.OTHER)) {
            entries.add(new AclEntry(kind, 0, random.nextInt(8)));
        }
        for (Kind kind : List.of(Kind.USER, Kind.GROUP)) {
            Set<Integer> ids = new TreeSet<>();
            for (int left = random.nextInt(4); left > 0; left--) {
                ids.add(random.nextInt(5));
            }
            ids.forEach(id -> entries.add(new AclEntry(kind, id, random.nextInt(8))));
        }
        if (entries.size() > 3 || random.nextBoolean()) {
            entries.add(new AclEntry(Kind.MASK, 0, random.nextInt(8)));
        }
        return new Acl(entries);
    }
}

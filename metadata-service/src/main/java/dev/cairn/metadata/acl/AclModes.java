package dev.cairn.metadata.acl;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclEntry.Kind;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntBinaryOperator;

/** What lists allow, and how lists and permission bits follow from each other. */
public final class AclModes {

    private static final int ALL = 7;
    private static final int PERMISSION_BITS = 0777;

    private AclModes() {}

    /** @throws CairnException E2BIG; EINVAL unless there is one of each kind that must be, and no user or group comes twice */
    public static void requireValid(Acl acl) {
        if (acl.entries().size() > MetadataLimits.ACL_ENTRIES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG, "acl", "an ACL has at most " + MetadataLimits.ACL_ENTRIES_MAX + " entries");
        }
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        AclEntry last = null;
        for (AclEntry entry : acl.entries()) {
            if ((entry.permissions() & ~ALL) != 0) {
                throw invalid("permissions of " + entry.permissions());
            }
            if (last != null && last.kind() == entry.kind() && (!entry.kind().isNamed() || last.id() == entry.id())) {
                throw invalid("two entries for one " + entry.kind());
            }
            counts.merge(entry.kind(), 1, Integer::sum);
            last = entry;
        }
        if (!counts.containsKey(Kind.OWNER)
                || !counts.containsKey(Kind.OWNING_GROUP)
                || !counts.containsKey(Kind.OTHER)) {
            throw invalid("owner, owning group and others need an entry each");
        }
        boolean isNaming = counts.containsKey(Kind.USER) || counts.containsKey(Kind.GROUP);
        if (isNaming && !counts.containsKey(Kind.MASK)) {
            throw invalid("a list that names users or groups needs a mask");
        }
    }

    private static CairnException invalid(String why) {
        return new CairnException(ErrorCode.EINVAL, "acl", "not an ACL: " + why);
    }

    /** Whether a list says no more than permission bits can. */
    public static boolean isMinimal(Acl acl) {
        return acl.entries().stream().allMatch(entry -> switch (entry.kind()) {
            case OWNER, OWNING_GROUP, OTHER -> true;
            case USER, GROUP, MASK -> false;
        });
    }

    /** A mode with the permission bits of a valid list: those of the group come from the mask if there is one. */
    public static int mode(int mode, Acl acl) {
        int owner = permissions(acl, Kind.OWNER);
        int group = permissions(acl, groupClass(acl));
        int other = permissions(acl, Kind.OTHER);
        return (mode & ~PERMISSION_BITS) | owner << 6 | group << 3 | other;
    }

    /** A list with the permission bits of a mode. */
    public static Acl changed(Acl acl, int mode) {
        return merged(acl, mode, (had, given) -> given);
    }

    /** A list without what a mode does not allow. */
    public static Acl reduced(Acl acl, int mode) {
        return merged(acl, mode, (had, given) -> had & given);
    }

    private static Acl merged(Acl acl, int mode, IntBinaryOperator merge) {
        Map<Kind, Integer> given =
                Map.of(Kind.OWNER, mode >> 6 & ALL, groupClass(acl), mode >> 3 & ALL, Kind.OTHER, mode & ALL);
        return new Acl(acl.entries().stream()
                .map(entry -> {
                    Integer bits = given.get(entry.kind());
                    return bits == null
                            ? entry
                            : new AclEntry(entry.kind(), entry.id(), merge.applyAsInt(entry.permissions(), bits));
                })
                .toList());
    }

    private static Kind groupClass(Acl acl) {
        return acl.find(Kind.MASK).isPresent() ? Kind.MASK : Kind.OWNING_GROUP;
    }

    private static int permissions(Acl acl, Kind kind) {
        return acl.find(kind).map(AclEntry::permissions).orElse(0);
    }

    /**
     * Whether a valid list allows all of {@code wanted} (4 to read, 2 to write, 1 to search) to a caller who does not own
     * the inode. A named user is decided by that entry alone; one of the groups that the caller is in must allow all of
     * it; who is in none of them is one of the others.
     *
     * @param gid the group of the inode
     */
    public static boolean allows(Acl acl, int gid, Caller caller, int wanted) {
        int mask = acl.find(Kind.MASK).map(AclEntry::permissions).orElse(ALL);
        Optional<AclEntry> user = acl.entries().stream()
                .filter(entry -> entry.kind() == Kind.USER && entry.id() == caller.uid())
                .findFirst();
        if (user.isPresent()) {
            return covers(user.get().permissions() & mask, wanted);
        }
        boolean isInOne = false;
        for (AclEntry entry : acl.entries()) {
            boolean isMember = (entry.kind() == Kind.OWNING_GROUP && caller.isInGroup(gid))
                    || (entry.kind() == Kind.GROUP && caller.isInGroup(entry.id()));
            if (isMember && covers(entry.permissions() & mask, wanted)) {
                return true;
            }
            isInOne |= isMember;
        }
        return !isInOne && covers(permissions(acl, Kind.OTHER), wanted);
    }

    private static boolean covers(int permissions, int wanted) {
        return (permissions & wanted) == wanted;
    }
}

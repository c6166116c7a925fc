package dev.cairn.api.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A POSIX access control list.
 *
 * @param entries by kind, then by id; given in any order. Whether they make a valid list is for the service to say
 */
public record Acl(List<AclEntry> entries) {

    private static final Comparator<AclEntry> ORDER = Comparator.comparing(AclEntry::kind)
            .thenComparing(AclEntry::id, Integer::compareUnsigned)
            .thenComparingInt(AclEntry::permissions);

    public Acl {
        List<AclEntry> sorted = new ArrayList<>(entries);
        sorted.sort(ORDER);
        entries = List.copyOf(sorted);
    }

    /** What permission bits say, as a list. */
    public static Acl ofMode(int mode) {
        return new Acl(List.of(
                new AclEntry(AclEntry.Kind.OWNER, 0, mode >> 6 & 7),
                new AclEntry(AclEntry.Kind.OWNING_GROUP, 0, mode >> 3 & 7),
                new AclEntry(AclEntry.Kind.OTHER, 0, mode & 7)));
    }

    /** The only entry of a kind of which there is at most one. */
    public Optional<AclEntry> find(AclEntry.Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).findFirst();
    }
}

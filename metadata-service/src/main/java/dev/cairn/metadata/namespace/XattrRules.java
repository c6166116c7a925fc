package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.acl.AclForm;
import dev.cairn.metadata.index.TaggedXattrs;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Extended attributes: names, sizes, privileges, and the order in which they are checked (section 20 of the reference).
 *
 * <p>All changes of attributes that clients ask for come through here, so this is where tags (section 21) take part: a name
 * is parsed in {@link #family} and refused in {@link #requirePrivilege}, both before anything is looked up; a value is
 * checked, and what follows from an attribute that comes, changes or goes is done, in {@link #store} and {@link #drop},
 * which are told the inode. What the end of an inode takes along is the reaper's.
 */
public final class XattrRules {

    private XattrRules() {}

    /** What the prefix of a name means. */
    private enum Family {
        USER("user."),
        TRUSTED("trusted."),
        SECURITY("security."),
        TAGGED("scoutfs."),
        ACL("system.posix_acl_");

        // Bytes never change, though nothing that the compiler knows says so.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Bytes prefix;

        Family(String prefix) {
            this.prefix = Bytes.utf8(prefix);
        }
    }

    /** @throws CairnException EOPNOTSUPP for an unknown prefix, EINVAL for nothing behind it */
    private static Family family(Bytes name) {
        for (Family family : Family.values()) {
            boolean isKnown = family == Family.ACL ? AclType.ofXattr(name).isPresent() : name.startsWith(family.prefix);
            if (isKnown && name.length() == family.prefix.length()) {
                throw new CairnException(ErrorCode.EINVAL, "xattr", "nothing follows the prefix " + family.prefix);
            }
            if (isKnown) {
                return family;
            }
        }
        throw new CairnException(ErrorCode.EOPNOTSUPP, "xattr", "attributes named like " + name + " are not supported");
    }

    /**
     * Which of the named attributes the caller may read; {@code trusted.} ones are as if they were not there.
     *
     * @throws CairnException EACCES if one that is no ACL is named and the inode may not be read
     */
    public static Set<Bytes> readable(Inode inode, Set<Bytes> names, Caller caller) {
        if (names.stream().anyMatch(name -> AclType.ofXattr(name).isEmpty())) {
            Access.READ.require(inode, caller);
        }
        return permitted(inode, names, caller);
    }

    /** The same without an error: what may not be read is left out. */
    public static Set<Bytes> permitted(Inode inode, Set<Bytes> names, Caller caller) {
        if (names.isEmpty()) {
            return names;
        }
        boolean mayRead = Access.READ.isAllowed(inode, caller);
        boolean isAdmin = caller.has(Privilege.VOLUME_ADMIN);
        Set<Bytes> permitted = new HashSet<>(names);
        permitted.removeIf(name ->
                (!mayRead && AclType.ofXattr(name).isEmpty()) || (!isAdmin && name.startsWith(Family.TRUSTED.prefix)));
        return permitted;
    }

    /** Sets attributes together with another change, which has checked that the inode may be written, and stores it. */
    static void putAll(ShardTransaction transaction, Inode inode, Map<Bytes, Bytes> xattrs, Caller caller) {
        xattrs.forEach((name, value) -> {
            TaggedXattrs.requireName(name);
            requireName(name);
            requireSize(value);
            requireMeaning(name, value);
            Optional<AclType> acl = AclType.ofXattr(name);
            if (acl.isPresent()) {
                setAcl(transaction, inode, acl.get(), value, XattrMode.CREATE_OR_REPLACE, caller);
            } else {
                requirePrivilege(inode, family(name), name, caller);
                TaggedXattrs.beforeSet(transaction, inode.number, name, value);
                store(transaction, inode, name, value);
            }
        });
    }

    static void set(ShardTransaction transaction, Inode inode, Bytes name, Bytes value, XattrMode mode, Caller caller) {
        TaggedXattrs.requireName(name);
        requireName(name);
        requireSize(value);
        Family family = family(name);
        Optional<AclType> acl = AclType.ofXattr(name);
        if (acl.isPresent()) {
            setAcl(transaction, inode, acl.get(), value, mode, caller);
        } else {
            requireMeaning(name, value);
            requireChangeable(inode, family, name, caller);
            requireMode(transaction.xattr(inode.number, name).isPresent(), name, mode);
            transaction.requireSpace();
            TaggedXattrs.beforeSet(transaction, inode.number, name, value);
            store(transaction, inode, name, value);
            inode.ctime = transaction.now();
        }
        transaction.store(inode);
    }

    static void remove(ShardTransaction transaction, Inode inode, Bytes name, Caller caller) {
        TaggedXattrs.requireName(name);
        requireName(name);
        Family family = family(name);
        Optional<AclType> acl = AclType.ofXattr(name);
        if (acl.isPresent()) {
            if (AclRules.remove(transaction, inode, acl.get(), caller)) {
                transaction.store(inode);
            }
            return;
        }
        requireChangeable(inode, family, name, caller);
        requireMode(transaction.xattr(inode.number, name).isPresent(), name, XattrMode.REPLACE);
        drop(transaction, inode, name);
        inode.ctime = transaction.now();
        transaction.store(inode);
    }

    /** A form without entries stands for no list. */
    private static void setAcl(
            ShardTransaction transaction, Inode inode, AclType type, Bytes value, XattrMode mode, Caller caller) {
        AclRules.requireKind(inode);
        Access.requireOwner(inode, caller);
        Optional<Acl> acl = AclForm.decode(value);
        requireMode(AclRules.has(inode, type), type.xattr(), mode);
        transaction.requireSpace();
        if (acl.isPresent()) {
            AclRules.set(transaction, inode, type, acl.get(), caller);
        } else {
            AclRules.remove(transaction, inode, type, caller);
        }
    }

    private static void store(ShardTransaction transaction, Inode inode, Bytes name, Bytes value) {
        transaction.changes().put(Keys.xattr(inode.number, name), value.toByteArray());
    }

    /** Takes an attribute that is no ACL away, together with another change that has checked what must be. */
    static void drop(ShardTransaction transaction, Inode inode, Bytes name) {
        TaggedXattrs.beforeRemove(transaction, inode.number, name);
        transaction.changes().delete(Keys.xattr(inode.number, name));
    }

    /** What the services themselves understand must make sense. */
    private static void requireMeaning(Bytes name, Bytes value) {
        if (name.equals(OfflineDefault.XATTR)) {
            OfflineDefault.parse(value);
        }
    }

    private static void requireName(Bytes name) {
        if (name.isEmpty() || name.length() > MetadataLimits.XATTR_NAME_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.ERANGE,
                    "xattr",
                    "an attribute name has 1 to " + MetadataLimits.XATTR_NAME_BYTES_MAX + " bytes");
        }
    }

    private static void requireSize(Bytes value) {
        if (value.length() > MetadataLimits.XATTR_VALUE_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG,
                    "xattr",
                    "an attribute value has at most " + MetadataLimits.XATTR_VALUE_BYTES_MAX + " bytes");
        }
    }

    private static void requireChangeable(Inode inode, Family family, Bytes name, Caller caller) {
        requirePrivilege(inode, family, name, caller);
        Access.WRITE.require(inode, caller);
        if (family == Family.USER) {
            Access.requireNotRetained(inode);
        }
    }

    /** What an attribute asks for beside permission to write the inode. */
    private static void requirePrivilege(Inode inode, Family family, Bytes name, Caller caller) {
        switch (family) {
            case USER -> {
                if (!inode.isRegular() && !inode.isDirectory()) {
                    throw new CairnException(
                            ErrorCode.EPERM, "xattr", "only files and directories take user attributes");
                }
                if (inode.isDirectory() && (inode.mode & Access.STICKY) != 0) {
                    Access.requireOwner(inode, caller);
                }
            }
            case TRUSTED, SECURITY -> Access.requirePrivilege(caller, Privilege.VOLUME_ADMIN);
            case TAGGED -> TaggedXattrs.requireSettable(name, caller);
            case ACL -> Access.requireOwner(inode, caller);
        }
    }

    private static void requireMode(boolean exists, Bytes name, XattrMode mode) {
        if (exists && mode == XattrMode.CREATE) {
            throw new CairnException(ErrorCode.EEXIST, "xattr", "attribute " + name + " exists already");
        }
        if (!exists && mode == XattrMode.REPLACE) {
            throw new CairnException(ErrorCode.ENODATA, "xattr", "there is no attribute " + name);
        }
    }
}

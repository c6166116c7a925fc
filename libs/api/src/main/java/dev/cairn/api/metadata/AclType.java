package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.Optional;

/** The two ACLs that an inode may have, each with the extended attribute in which Linux programs see it. */
public enum AclType {
    /** Decides what may be done to the inode. */
    ACCESS("system.posix_acl_access"),
    /** A directory's: what is created in it starts with it. */
    DEFAULT("system.posix_acl_default");

    // Bytes never change, though nothing that the compiler knows says so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Bytes xattr;

    AclType(String xattr) {
        this.xattr = Bytes.utf8(xattr);
    }

    /** Full name of the attribute. */
    public Bytes xattr() {
        return xattr;
    }

    /** The ACL that an attribute of this name holds, if it is one. */
    public static Optional<AclType> ofXattr(Bytes name) {
        for (AclType type : values()) {
            if (type.xattr.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}

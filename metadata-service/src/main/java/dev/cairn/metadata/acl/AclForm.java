package dev.cairn.metadata.acl;

import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form of ACLs in extended attributes, {@code struct posix_acl_xattr} of Linux, little-endian: a version in four bytes,
 * then tag and permissions in two bytes each and an id in four for each entry. Lists are stored in it too.
 */
public final class AclForm {

    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 4;
    private static final int ENTRY_BYTES = 8;
    /** The id of entries that name nobody. */
    private static final int NO_ID = -1;

    private AclForm() {}

    public static Bytes encode(Acl acl) {
        var form = ByteBuffer.allocate(HEADER_BYTES + acl.entries().size() * ENTRY_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION);
        for (AclEntry entry : acl.entries()) {
            form.putShort((short) tag(entry.kind()))
                    .putShort((short) entry.permissions())
                    .putInt(entry.kind().isNamed() ? entry.id() : NO_ID);
        }
        return Bytes.wrap(form.array());
    }

    /**
     * The list; empty for a form without entries, which stands for none.
     *
     * @throws CairnException EINVAL for what is no such form, EOPNOTSUPP for another version of it
     */
    public static Optional<Acl> decode(Bytes value) {
        ByteBuffer form = value.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (form.remaining() < HEADER_BYTES || (form.remaining() - HEADER_BYTES) % ENTRY_BYTES != 0) {
            throw malformed("an ACL attribute cannot have " + form.remaining() + " bytes");
        }
        int version = form.getInt();
        if (version != VERSION) {
            throw new CairnException(ErrorCode.EOPNOTSUPP, "acl", "an ACL attribute of version " + version);
        }
        List<AclEntry> entries = new ArrayList<>();
        int lastTag = 0;
        while (form.hasRemaining()) {
            int tag = Short.toUnsignedInt(form.getShort());
            int permissions = Short.toUnsignedInt(form.getShort());
            int id = form.getInt();
            if (tag < lastTag) {
                throw malformed("the entries of an ACL attribute are not in order");
            }
            entries.add(new AclEntry(kind(tag), id, permissions));
            lastTag = tag;
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(new Acl(entries));
    }

    private static int tag(AclEntry.Kind kind) {
        return switch (kind) {
            case OWNER -> 0x01;
            case USER -> 0x02;
            case OWNING_GROUP -> 0x04;
            case GROUP -> 0x08;
            case MASK -> 0x10;
            case OTHER -> 0x20;
        };
    }

    private static AclEntry.Kind kind(int tag) {
        for (AclEntry.Kind kind : AclEntry.Kind.values()) {
            if (tag(kind) == tag) {
                return kind;
            }
        }
        throw malformed("an ACL entry with tag " + tag);
    }

    private static CairnException malformed(String why) {
        return new CairnException(ErrorCode.EINVAL, "acl", why);
    }
}

package dev.cairn.metadata.namespace;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;

/** The ACLs of a shard. */
public final class AclService implements Acls {

    private final Shard shard;

    public AclService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public Acl acl(CallContext context, FileRef file, AclType type) {
        return shard.read(files -> {
            Inode inode = files.resolve(file, context.caller());
            AclRules.requireKind(inode);
            return files.acl(inode.number, type).orElseGet(() -> switch (type) {
                case ACCESS -> Acl.ofMode(inode.mode);
                case DEFAULT ->
                    throw new CairnException(ErrorCode.ENODATA, "acl", "inode " + inode.number + " has no default ACL");
            });
        });
    }

    @Override
    public Attributes setAcl(CallContext context, FileRef file, AclType type, Acl acl) {
        return shard.change(context, Answers.ATTRIBUTES, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            AclRules.set(transaction, inode, type, acl, context.caller());
            transaction.store(inode);
            return inode.attributes();
        });
    }

    @Override
    public Attributes removeAcl(CallContext context, FileRef file, AclType type) {
        return shard.change(context, Answers.ATTRIBUTES, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            if (AclRules.remove(transaction, inode, type, context.caller())) {
                transaction.store(inode);
            }
            return inode.attributes();
        });
    }
}

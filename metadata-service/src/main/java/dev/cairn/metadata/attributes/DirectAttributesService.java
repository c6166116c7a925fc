package dev.cairn.metadata.attributes;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Shard;
import java.util.Optional;

/** The direct attributes of a shard's inodes. */
public final class DirectAttributesService implements DirectAttributes {

    private final Shard shard;

    public DirectAttributesService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public Attributes read(CallContext context, FileRef file) {
        return shard.read(files -> {
            Inode inode = files.resolve(file, context.caller());
            Access.READ.require(inode, context.caller());
            return inode.attributes();
        });
    }

    @Override
    public Attributes set(CallContext context, FileRef file, DirectChange change) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        if (change.isNone()) {
            return shard.read(files -> files.resolve(file, context.caller()).attributes());
        }
        return shard.change(
                context,
                Answers.ATTRIBUTES,
                transaction -> DirectSet.apply(transaction, transaction.resolve(file, context.caller()), change));
    }

    @Override
    public Attributes setMore(CallContext context, FileRef file, More more) {
        shard.read(files -> requireOpenable(files, context, file));
        var change = new DirectChange(
                more.dataVersion() == 0 ? Optional.empty() : Optional.of(more.dataVersion()),
                Optional.of(more.size()),
                more.isOffline(),
                Optional.of(more.ctime()),
                Optional.of(more.crtime()),
                Optional.empty(),
                Optional.empty());
        return set(context, file, change);
    }

    /** The call stands for one on a file that is open for writing. */
    private static Inode requireOpenable(FileTree files, CallContext context, FileRef file) {
        Inode inode = files.resolve(file, context.caller());
        switch (inode.type) {
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET ->
                throw new CairnException(ErrorCode.ENOTTY, "type", "inode " + inode.number + " is a " + inode.type);
            case REGULAR, DIRECTORY, SYMLINK -> Access.WRITE.require(inode, context.caller());
        }
        return inode;
    }
}

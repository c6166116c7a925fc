package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;

/** Lists in memory, taken as they come. */
final class FakeAcls implements Acls {

    private final FakeVolume volume;

    FakeAcls(FakeVolume volume) {
        this.volume = volume;
    }

    @Override
    public Acl acl(CallContext context, FileRef file, AclType type) {
        synchronized (volume) {
            FakeVolume.Node node = volume.find(file);
            Acl acl = node.acls.get(type);
            if (acl == null && type == AclType.DEFAULT) {
                throw new CairnException(ErrorCode.ENODATA, "there is no default list");
            }
            return acl == null ? Acl.ofMode(node.mode) : acl;
        }
    }

    @Override
    public Attributes setAcl(CallContext context, FileRef file, AclType type, Acl acl) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            node.acls.put(type, acl);
            volume.touch(node);
            return volume.attributes(node);
        }
    }

    @Override
    public Attributes removeAcl(CallContext context, FileRef file, AclType type) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            node.acls.remove(type);
            return volume.attributes(node);
        }
    }
}

package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Attributes that are set directly, in memory, without most of the rules. */
final class FakeDirectAttributes implements DirectAttributes {

    private final FakeVolume volume;

    FakeDirectAttributes(FakeVolume volume) {
        this.volume = volume;
    }

    @Override
    public Attributes read(CallContext context, FileRef file) {
        synchronized (volume) {
            return volume.attributes(volume.find(file));
        }
    }

    @Override
    public Attributes set(CallContext context, FileRef file, DirectChange change) {
        if (!context.caller().has(Privilege.VOLUME_ADMIN)) {
            throw new CairnException(ErrorCode.EPERM, "privilege", "volume-admin is needed");
        }
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            if (node.isRetained && change.retention().orElse(true)) {
                throw new CairnException(ErrorCode.EPERM, "retention", "the file is retained");
            }
            change.dataVersion().ifPresent(version -> node.dataVersion = version);
            change.size().ifPresent(size -> node.size = size);
            if (change.isSizeOffline()) {
                node.content = volume.newContent(List.of(new Extent(0, node.size, new Place.Offline())));
            }
            change.ctime().ifPresent(ctime -> node.ctime = ctime);
            change.crtime().ifPresent(crtime -> node.crtime = crtime);
            change.retention().ifPresent(retention -> node.isRetained = retention);
            change.project().ifPresent(project -> node.project = project);
            volume.touch(node);
            return volume.attributes(node);
        }
    }

    @Override
    public Attributes setMore(CallContext context, FileRef file, More more) {
        return set(
                context,
                file,
                new DirectChange(
                        more.dataVersion() == 0 ? Optional.empty() : Optional.of(more.dataVersion()),
                        Optional.of(more.size()),
                        more.isOffline(),
                        Optional.of(more.ctime()),
                        Optional.of(more.crtime()),
                        Optional.empty(),
                        Optional.empty()));
    }
}

package dev.cairn.api.metadata;

/** The metadata of a volume, by what callers want of it. Safe for use by any thread. */
public interface MetadataService {

    Namespace namespace();

    Contents contents();

    Uploads uploads();

    Archive archive();

    DirectAttributes directAttributes();

    Segments segments();

    Acls acls();

    OpenFiles openFiles();

    Volume volume();

    TaggedAttributes taggedAttributes();

    Quotas quotas();

    FileData fileData();
}

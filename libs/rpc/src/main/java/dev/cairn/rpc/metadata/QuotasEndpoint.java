package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.QuotasGrpc;
import dev.cairn.rpc.proto.TagsProto;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;

/** Serves the quota rules of a shard over gRPC: one method a call, each a translation and nothing else. */
final class QuotasEndpoint extends QuotasGrpc.QuotasImplBase {

    private final Quotas quotas;
    private final GrpcAnswer answer;

    QuotasEndpoint(Quotas quotas, GrpcAnswer answer) {
        this.quotas = quotas;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    private static List<QuotaRule> rules(TagsProto.QuotaRulesRequest request) {
        return request.getRulesList().stream().map(TagMessages::readRule).toList();
    }

    @Override
    public void addRules(TagsProto.QuotaRulesRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            quotas.add(context(request.getContext()), rules(request));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void removeRules(TagsProto.QuotaRulesRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            quotas.remove(context(request.getContext()), rules(request));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void listRules(TagsProto.ListQuotaRulesRequest request, StreamObserver<TagsProto.QuotaRuleList> observer) {
        answer.send(observer, () -> {
            Optional<QuotaRule> after =
                    request.hasAfter() ? Optional.of(TagMessages.readRule(request.getAfter())) : Optional.empty();
            var rules = quotas.list(context(request.getContext()), after, request.getLimit());
            return TagsProto.QuotaRuleList.newBuilder()
                    .addAllRules(rules.stream().map(TagMessages::rule).toList())
                    .build();
        });
    }
}

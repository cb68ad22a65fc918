package io.lanecoder.cli;

import io.lanecoder.nn.Loss;
import io.lanecoder.train.Optimizer;
import io.lanecoder.train.Schedule;
import io.lanecoder.train.TrainingConfig;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How the network is trained. */
final class TrainingOptions {
    /** The optimisers. */
    enum Method {
        ADAM, ADAMW, SGD
    }

    /** The learning-rate schedules. */
    enum Course {
        CONSTANT, STEP, COSINE
    }

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "50",
            description = "Passes over the rows. Default: ${DEFAULT-VALUE}.") int epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128",
            description = "Rows of a mini-batch. Default: ${DEFAULT-VALUE}.") int batch;

    @Option(names = "--lr", paramLabel = "X", defaultValue = "0.001",
            description = "Learning rate. Default: ${DEFAULT-VALUE}.") double rate;

    @Option(names = "--loss", paramLabel = "mse|bce", defaultValue = "mse",
            description = "Squared error, or cross-entropy for data in 0..1. Default: ${DEFAULT-VALUE}.") Loss loss;

    @Option(names = "--optimizer", paramLabel = "adam|adamw|sgd", defaultValue = "adam",
            description = "As PyTorch defines them. Default: ${DEFAULT-VALUE}.") Method optimizer;

    @Option(names = "--beta1", paramLabel = "X",
            description = "adam, adamw: decay of the mean. Default: 0.9.") Double beta1;

    @Option(names = "--beta2", paramLabel = "X",
            description = "adam, adamw: decay of the square. Default: 0.999.") Double beta2;

    @Option(names = "--epsilon", paramLabel = "X",
            description = "adam, adamw: in the denominator. Default: 1e-8.") Double epsilon;

    @Option(names = "--momentum", paramLabel = "X",
            description = "sgd: how much of the last step stays. Default: 0.") Double momentum;

    @Option(names = "--nesterov", description = "sgd: the momentum looks ahead.") boolean nesterov;

    @Option(names = "--weight-decay", paramLabel = "X",
            description = "Added to the gradient (adamw: decoupled). Default: 0 (adamw: 0.01).") Double weightDecay;

    @Option(names = "--schedule", paramLabel = "constant|step|cosine", defaultValue = "constant",
            description = "How the learning rate goes on: step divides it by 10 after each third of the epochs. "
                    + "Default: ${DEFAULT-VALUE}.") Course schedule;

    @Option(names = "--clip", paramLabel = "NORM", description = "Shortens gradients longer than this.") Double clip;

    @Option(names = "--input-mask", paramLabel = "SHARE", defaultValue = "0",
            description = "Denoising: this share of the inputs is set to 0, the target stays clean. Default: "
                    + "${DEFAULT-VALUE}.") double mask;

    @Option(names = "--input-noise", paramLabel = "SIGMA", defaultValue = "0",
            description = "Denoising: Gaussian noise on the inputs only. Default: ${DEFAULT-VALUE}.") double noise;

    @Option(names = "--val", paramLabel = "FRACTION", defaultValue = "0",
            description = "Share of the rows that is only measured. Default: ${DEFAULT-VALUE}.") double validation;

    @Option(names = "--patience", paramLabel = "N",
            description = "Stop after so many epochs without a better loss (of the validation rows if there are any), "
                    + "and go back to the best weights.") Integer patience;

    @Option(names = "--no-shuffle", description = "Take the rows in their order.") boolean noShuffle;

    TrainingConfig config(CommonOptions common) {
        TrainingConfig.Builder all = TrainingConfig.defaults().toBuilder();
        set(all, "--epochs", b -> b.epochs(epochs));
        set(all, "--batch", b -> b.batchSize(batch));
        set(all, "--lr", b -> b.learningRate(rate));
        set(all, "--clip", b -> b.clipNorm(clip == null ? Double.POSITIVE_INFINITY : clip));
        set(all, "--input-mask", b -> b.inputMask(mask));
        set(all, "--input-noise", b -> b.inputNoise(noise));
        set(all, "--val", b -> b.validationFraction(validation));
        Arguments.require(patience == null || patience >= 1, "--patience", patience, "at least 1 epoch");
        return all.patience(patience == null ? 0 : patience).loss(loss).shuffle(!noShuffle).optimizer(optimizer())
                .schedule(schedule()).seed(common.seed).threads(common.threads()).build();
    }

    private static void set(TrainingConfig.Builder all, String option, Consumer<TrainingConfig.Builder> setter) {
        setter.accept(all);
        Arguments.naming(option, all::build);
    }

    private Optimizer optimizer() {
        String method = "has no meaning with --optimizer " + optimizer.name().toLowerCase(Locale.ROOT);
        if (optimizer == Method.SGD) {
            Arguments.refuse(beta1 != null, "--beta1", method + ", it belongs to adam and adamw");
            Arguments.refuse(beta2 != null, "--beta2", method + ", it belongs to adam and adamw");
            Arguments.refuse(epsilon != null, "--epsilon", method + ", it belongs to adam and adamw");
            Arguments.refuse(nesterov && momentum == null, "--nesterov", "needs a --momentum above 0");
            String option = momentum != null ? "--momentum" : "--weight-decay";
            return Arguments.naming(option, () -> new Optimizer.Sgd(or(momentum, 0), nesterov, or(weightDecay, 0)));
        }
        Arguments.refuse(momentum != null, "--momentum", method + ", it belongs to sgd");
        Arguments.refuse(nesterov, "--nesterov", method + ", it belongs to sgd");
        Optimizer.Adam base = optimizer == Method.ADAM ? Optimizer.adam() : Optimizer.adamW();
        return Arguments.naming("--optimizer", () -> new Optimizer.Adam(or(beta1, base.beta1()),
                or(beta2, base.beta2()), or(epsilon, base.epsilon()), or(weightDecay, base.weightDecay()),
                base.decoupled()));
    }

    private static double or(Double given, double otherwise) {
        return given == null ? otherwise : given;
    }

    private Schedule schedule() {
        return switch (schedule) {
            case CONSTANT -> new Schedule.Constant();
            case STEP -> new Schedule.Step(Math.max(1, Math.ceilDiv(epochs, 3)), 0.1);
            case COSINE -> new Schedule.Cosine(0);
        };
    }

    /** Adds the options of a run that change its result, under the names of the command line. */
    static void addTo(Map<String, Object> options, TrainingConfig config) {
        options.put("epochs", config.epochs());
        options.put("batch", config.batchSize());
        options.put("lr", config.learningRate());
        options.put("loss", config.loss().name().toLowerCase(Locale.ROOT));
        switch (config.optimizer()) {
            case Optimizer.Adam adam -> {
                options.put("optimizer", adam.decoupled() ? "adamw" : "adam");
                options.put("beta1", adam.beta1());
                options.put("beta2", adam.beta2());
                options.put("epsilon", adam.epsilon());
                options.put("weight-decay", adam.weightDecay());
            }
            case Optimizer.Sgd sgd -> {
                options.put("optimizer", "sgd");
                options.put("momentum", sgd.momentum());
                options.put("nesterov", sgd.nesterov());
                options.put("weight-decay", sgd.weightDecay());
            }
        }
        options.put("schedule", config.schedule().getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (Double.isFinite(config.clipNorm())) {
            options.put("clip", config.clipNorm());
        }
        options.put("input-mask", config.inputMask());
        options.put("input-noise", config.inputNoise());
        options.put("val", config.validationFraction());
        if (config.patience() > 0) {
            options.put("patience", config.patience());
        }
        options.put("no-shuffle", !config.shuffle());
        options.put("seed", config.seed());
    }
}

package io.lanecoder.kernel;

import java.lang.System.Logger.Level;

/**
 * The kernels of this JVM: all vector or all scalar, chosen once, with the same results.
 *
 * <p>The vector kernels are taken if the module {@code jdk.incubator.vector} is there, the JVM is HotSpot with its C2
 * compiler, the CPU has a fused multiply-add, and its vectors have 128 bits or more. Otherwise the scalar ones are, and
 * one WARNING says what to change. The system property {@code lanecoder.kernels} = {@code auto|scalar|vector} forces the
 * choice. For tests, {@code vector128}, {@code vector256} and {@code vector512} force the lane width too; a width that the
 * CPU does not have is emulated, about a thousand times slower and with the same results. Immutable, safe for all threads.
 */
public final class Kernels {
    /** Takes the scalar kernels about half a second, in which the JVM compiles the vector kernels if nothing else runs. */
    private static final double WORTH_WAITING = 1e9;

    private final String name;
    private final int lanes;
    private final Products products;
    private final Activations activations;
    private final Losses losses;
    private final Reductions reductions;
    private final Optimizers optimizers;
    private final Distances distances;
    private final Fourier fourier;
    private final MapForces mapForces;
    private final Splines splines;

    private Kernels(
            String name,
            int lanes,
            Products products,
            Activations activations,
            Losses losses,
            Reductions reductions,
            Optimizers optimizers, Distances distances, Fourier fourier, MapForces mapForces,
            Splines splines) {
        this.name = name;
        this.lanes = lanes;
        this.products = products;
        this.activations = activations;
        this.losses = losses;
        this.reductions = reductions;
        this.optimizers = optimizers;
        this.distances = distances;
        this.fourier = fourier;
        this.mapForces = mapForces;
        this.splines = splines;
    }

    /**
     * The kernels chosen for this JVM.
     *
     * @return always the same
     * @throws IllegalStateException if the system property {@code lanecoder.kernels} has an unknown value or asks for
     *     vector kernels that this JVM cannot run
     */
    public static Kernels get() {
        if (Chosen.REFUSAL != null) {
            throw new IllegalStateException(Chosen.REFUSAL);
        }
        return Chosen.SCALAR != null ? Chosen.SCALAR : VectorFamilies.KERNELS;
    }

    /**
     * The kernels to work with at this moment: those of {@link #get} once the JVM has compiled them, until then scalar ones that
     * give the same results and understand what the others have packed. A service answers its first request with them, while a
     * thread of its own gets the vector kernels compiled, which takes a second or two. To be asked for again at each call.
     *
     * @return the kernels
     * @throws IllegalStateException as {@link #get}
     */
    public static Kernels ready() {
        return Chosen.STANDBY != null ? Chosen.STANDBY.kernels() : get();
    }

    /**
     * Prepares for a pass over many rows: waits until {@link #ready} gives the kernels of {@link #get}, if the pass would take the
     * stand-ins longer than the JVM takes to compile the others. They would also slow the compiler down. An interrupted thread does
     * not wait.
     *
     * @param multiplications of the pass
     */
    public static void warmUpPasses(double multiplications) {
        if (Chosen.STANDBY != null && multiplications > WORTH_WAITING && get().becomesFaster()) {
            Chosen.STANDBY.await();
        }
    }

    /** {@return "vector" or "scalar"} */
    public String name() {
        return name;
    }

    /** {@return the number of floats in a vector, 1 for the scalar kernels} */
    public int lanes() {
        return lanes;
    }

    /**
     * Why these kernels and no others, for people who look for speed.
     *
     * @return one sentence without a full stop; never fails
     */
    public static String reason() {
        return Chosen.REASON;
    }

    /** Prepares for many training steps: gets the kernels they use compiled. Takes a fraction of a second, and that once. */
    public static void warmUpTraining() {
        if (get().becomesFaster()) {
            WarmedUp.training(VectorFamilies.KERNELS_AT_FIRST, Chosen.STANDBY);
        }
    }

    /**
     * Prepares for a large map: gets the kernels of a search for nearest neighbours compiled, which takes a fraction of a second, and
     * that once. A thread of its own goes on with those of the map itself; {@link #awaitMaps} waits for it.
     */
    public static void warmUpMaps() {
        if (get().becomesFaster()) {
            WarmedUp.maps(get());
        }
    }

    /** Waits for what {@link #warmUpMaps} began. An interrupted thread does not wait. */
    public static void awaitMaps() {
        if (get().becomesFaster()) {
            try {
                WarmedUp.maps(get()).join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether calls that do nothing of use make later calls faster. */
    private boolean becomesFaster() {
        boolean compiles = !System.getProperty("java.vm.info", "").contains("interpreted");
        boolean emulated = KernelChoice.askedBits(System.getProperty(KernelChoice.PROPERTY)) != 0;
        return lanes > 1 && compiles && !emulated;
    }

    /** {@return the matrix products} */
    public Products products() {
        return products;
    }

    /** {@return the activation functions} */
    public Activations activations() {
        return activations;
    }

    /** {@return the losses} */
    public Losses losses() {
        return losses;
    }

    /** {@return the reductions} */
    public Reductions reductions() {
        return reductions;
    }

    /** {@return the optimiser updates} */
    public Optimizers optimizers() {
        return optimizers;
    }

    /** {@return the distances} */
    public Distances distances() {
        return distances;
    }

    /** {@return the Fourier transforms} */
    public Fourier fourier() {
        return fourier;
    }

    /** {@return the forces between the points of a map} */
    public MapForces mapForces() {
        return mapForces;
    }

    /** {@return the splines on a grid} */
    public Splines splines() {
        return splines;
    }

    /** {@return the scalar kernels, whatever was chosen} */
    static Kernels scalar() {
        return scalar(new ScalarProducts());
    }

    private static Kernels scalar(Products products) {
        return new Kernels(
                "scalar",
                1,
                products,
                new ScalarActivations(),
                new ScalarLosses(),
                new ScalarReductions(),
                new ScalarOptimizers(), new ScalarDistances(), new ScalarFourier(), new ScalarMapForces(),
                new ScalarSplines());
    }

    /**
     * The vector kernels, whatever was chosen; needs the module {@code jdk.incubator.vector}.
     *
     * @return the kernels
     */
    static Kernels vector() {
        return VectorFamilies.KERNELS;
    }

    /** Keeps the vector classes from being linked before they are asked for: their module may be missing. */
    private static final class VectorFamilies {
        static final Kernels KERNELS = vector(true);
        /** The same without refinements of products, such as leaving out zeros: the kernels for these are compiled last. */
        static final Kernels KERNELS_AT_FIRST = vector(false);

        private static Kernels vector(boolean refined) {
            return new Kernels(
                    "vector",
                    VectorMath.SPECIES.length(),
                    new VectorProducts(refined),
                    new VectorActivations(),
                    new VectorLosses(),
                    new VectorReductions(),
                    new VectorOptimizers(), new VectorDistances(), new VectorFourier(), new VectorMapForces(),
                    VectorMath.SPECIES.length() < ScalarSplines.ROOM ? new ScalarSplines() : new VectorSplines());
        }

        static {
            if (Chosen.REFUSAL == null && Chosen.SCALAR == null) {
                System.getLogger(Kernels.class.getPackageName()).log(Level.INFO, "vector kernels with {0} float lanes",
                        KERNELS.lanes());
            }
        }
    }

    /** The choice, made when it is first asked for; a refusal is kept, so that every call can say it. */
    private static final class Chosen {
        /** The scalar kernels, if they were chosen. */
        static final Kernels SCALAR;
        /** What stands in for vector kernels that need not be used from the first call on, or null. */
        static final Standby STANDBY;
        static final String REFUSAL;
        static final String REASON;

        static {
            KernelChoice.Facts facts = JvmFacts.gather();
            switch (KernelChoice.of(facts)) {
                case KernelChoice.Vector() -> {
                    SCALAR = null;
                    STANDBY = KernelChoice.isForced(facts.asked())
                            ? null
                            : new Standby(() -> VectorFamilies.KERNELS_AT_FIRST, Kernels::vector,
                                    scalar(ScalarProducts.packedFor(facts.vectorBits() / 32)));
                    REFUSAL = null;
                    REASON = "the module is there, HotSpot has its C2 compiler, the CPU has fused multiply-add";
                }
                case KernelChoice.Scalar(String warning) -> {
                    SCALAR = scalar();
                    STANDBY = null;
                    REFUSAL = null;
                    REASON = warning == null ? "asked for by -D" + KernelChoice.PROPERTY + "=scalar" : warning;
                    if (warning != null) {
                        System.getLogger(Kernels.class.getPackageName()).log(Level.WARNING, warning);
                    }
                }
                case KernelChoice.Refused(String reason) -> {
                    SCALAR = null;
                    STANDBY = null;
                    REFUSAL = reason;
                    REASON = reason;
                }
            }
        }
    }
}

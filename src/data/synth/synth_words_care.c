/* synth_words_care.c - vocabulary of synthetic titles: beauty and health; music, pets,
 * office, party, collections.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const care[] = {
    "PERFUMES|beauty|perfume,eau de toilette,colonia|perfume,eau de parfum,colônia|"
     "spray,original,importado,hombre,mujer,fragancia,tester,set|spray,original,"
     "importado,masculino,feminino,fragrância,tester,kit|bgk 30-200/10ml",
    "FACIAL_CREAMS|beauty|crema facial,sérum,crema antiarrugas|creme facial,sérum,"
     "creme anti-idade|hidratante,antiage,vitamina c,ácido hialurónico,día,noche,piel,"
     "colágeno|hidratante,antissinais,vitamina c,ácido hialurônico,dia,noite,pele,"
     "colágeno|bk 15-100/5ml",
    "BODY_LOTIONS|beauty|crema corporal,emulsión,loción corporal|creme corporal,"
     "hidratante corporal,loção|hidratante,manos,karité,piel seca,almendras,reafirmante,"
     "aceite,vainilla|hidratante,mãos,karité,pele seca,amêndoas,firmador,óleo,baunilha|"
     "bk 100-1000/50ml",
    "SUNSCREENS|beauty|protector solar,bloqueador,bronceador|protetor solar,bloqueador,"
     "bronzeador|factor,facial,spray,toque seco,niños,piel,crema,resistente al agua|"
     "fator,facial,spray,toque seco,infantil,pele,creme,resistente à água|"
     "bk 15-70/5fps 50-350/50ml",

    "LIPSTICKS|beauty|labial,lápiz labial,brillo labial|batom,batom líquido,gloss|mate,"
     "líquido,tono,larga duración,hidratante,set,indeleble,gloss|matte,líquido,cor,"
     "longa duração,hidratante,kit,nude,cremoso|bck 3-10/1gr",
    "EYESHADOWS|beauty|sombras,paleta de sombras,delineador|paleta de sombras,sombra,"
     "delineador|ojos,colores,maquillaje,nude,glitter,mate,pincel,cejas|olhos,cores,"
     "maquiagem,nude,glitter,matte,pincel,sobrancelha|bck 6-180/6col",
    "MAKEUP_BRUSHES|beauty|brochas,set de pinceles,pinceles de maquillaje|pincéis,"
     "kit pincéis,pincel de maquiagem|maquillaje,estuche,kabuki,base,polvo,profesional,"
     "esponja,difumino|maquiagem,estojo,kabuki,base,pó,profissional,esponja,esfumar|"
     "bck 5-32/1pzs",
    "NAIL_POLISHES|beauty|esmalte de uñas,esmalte semipermanente,gel uñas|esmalte,"
     "esmalte em gel,kit unhas|cabina,color,uñas,esculpidas,top coat,kit,base,manicuría|"
     "cabine,cor,unhas,alongamento,top coat,kit,base,manicure|bck 5-15/1ml",

    "HAIR_DRYERS|beauty|secador de pelo,secador,secadora de cabello|secador de cabelo,"
     "secador,secador profissional|iónico,profesional,difusor,viaje,# velocidades,"
     "aire frío,plegable,boquilla|íons,profissional,difusor,viagem,# velocidades,"
     "ar frio,dobrável,bico|bmc 1000-2400/100w",
    "HAIR_STRAIGHTENERS|beauty|planchita,planchita de pelo,alisador|chapinha,prancha,"
     "prancha alisadora|cerámica,titanio,digital,temperatura,placas,bivolt,cabello,"
     "profesional|cerâmica,titânio,digital,temperatura,placas,bivolt,cabelo,"
     "profissional|bmc 180-230/10grados",
    "CURLING_IRONS|beauty|buclera,rizador,ondulador|modelador de cachos,ondulador,"
     "escova rotativa|cerámica,pelo,automática,ondas,cónica,cepillo,tenaza,rulos|"
     "cerâmica,cabelo,automático,ondas,cônico,escova,tubo,cachos|bmc 19-38/1mm",
    "HAIR_CLIPPERS|beauty|cortadora de pelo,patillera,máquina de cortar pelo|"
     "máquina de cortar cabelo,aparador de pelos,máquina de corte|recargable,barba,"
     "peines,cuchillas,inalámbrica,profesional,barbería,cable|recarregável,barba,pentes,"
     "lâminas,sem fio,profissional,barbeiro,fio|bmc 3-24/3mm",

    "SHAVERS|beauty|afeitadora,afeitadora eléctrica,máquina de afeitar|barbeador,"
     "barbeador elétrico,aparelho de barbear|cabezales,recargable,húmedo y seco,barba,"
     "inalámbrica,hojas,sumergible,patillas|cabeças,recarregável,seco e molhado,barba,"
     "sem fio,lâminas,à prova d'água,corpo|bmck",
    "EPILATORS|beauty|depiladora,depiladora láser,calentador de cera|depilador,"
     "depilador elétrico,aquecedor de cera|pinzas,recargable,cera,luz pulsada,piernas,"
     "descartable,roll on,definitiva|pinças,recarregável,cera,luz pulsada,pernas,refil,"
     "roll on,laser|bmck",
    "SHAMPOOS|beauty|shampoo,acondicionador,crema para peinar|shampoo,condicionador,"
     "creme para pentear|keratina,argán,cabello,rulos,hidratación,anticaspa,sin sal,"
     "reparador|queratina,argan,cabelo,cachos,hidratação,anticaspa,sem sal,reconstrutor|"
     "bk 200-1000/50ml",
    "HAIR_TREATMENTS|beauty|tratamiento capilar,baño de crema,alisado|máscara capilar,"
     "progressiva,botox capilar|keratina,cabello,ampollas,brasilero,nutrición,argán,"
     "profesional,alisante|queratina,cabelo,ampolas,alisamento,nutrição,argan,"
     "profissional,liso|bk 100-1000/50gr",

    "BLOOD_PRESSURE_MONITORS|health|tensiómetro,tensiómetro digital,medidor de presión|"
     "medidor de pressão,aparelho de pressão,esfigmomanômetro|brazo,muñeca,automático,"
     "estetoscopio,memoria,aneroide,pantalla,adulto|braço,pulso,automático,estetoscópio,"
     "memória,aneroide,visor,adulto|bm",
    "THERMOMETERS|health|termómetro,termómetro digital,termómetro infrarrojo|termômetro,"
     "termômetro digital,termômetro infravermelho|fiebre,frente,sin contacto,bebé,oído,"
     "clínico,punta,cocina|febre,testa,sem contato,bebê,ouvido,clínico,ponta,cozinha|bm",
    "NEBULIZERS|health|nebulizador,nebulizador a pistón,aspirador nasal|nebulizador,"
     "inalador,inalador compressor|ultrasónico,máscara,compresor,bebé,portátil,"
     "silencioso,mascarilla,pediátrico|ultrassônico,máscara,compressor,bebê,portátil,"
     "silencioso,micro,infantil|bmc",
    "MASSAGERS|health|masajeador,almohadilla masajeadora,masajeador de pies|massageador,"
     "massageador elétrico,assento massageador|cervical,infrarrojo,espalda,vibración,"
     "cuello,calor,pistola,celulitis|cervical,infravermelho,costas,vibração,pescoço,"
     "calor,pistola,celulite|bmc",

    "WHEELCHAIRS|health|silla de ruedas,andador ortopédico,bastón|cadeira de rodas,"
     "andador,bengala|plegable,aluminio,ortopedia,adulto,reforzada,traslado,ruedas,"
     "muletas|dobrável,alumínio,ortopédica,adulto,reforçada,banho,rodas,muletas|"
     "bm 80-160/10kg",
    "ORTHOPEDIC_BRACES|health|rodillera,tobillera,faja lumbar|joelheira,tornozeleira,"
     "cinta lombar|neoprene,ortopédica,muñequera,rótula,férula,compresión,corrector,"
     "cervical|neoprene,ortopédica,munhequeira,patela,tala,compressão,corretor,cervical|"
     "bcsk",
    "VITAMINS|health|vitaminas,colágeno,suplemento dietario|vitamina,colágeno,"
     "suplemento alimentar|cápsulas,comprimidos,magnesio,hidrolizado,omega 3,biotina,"
     "polvo,zinc|cápsulas,comprimidos,magnésio,hidrolisado,ômega 3,biotina,pó,zinco|"
     "bk 30-180/30caps",
    "TOOTHBRUSHES|health|cepillo de dientes,cepillo eléctrico,irrigador bucal|"
     "escova de dentes,escova elétrica,irrigador oral|recargable,cabezales,suave,sónico,"
     "viaje,repuesto,infantil,dental|recarregável,refil,macia,sônica,viagem,cerdas,"
     "infantil,dental|bmck",
};
// clang-format on

const lmev__synth_dept lmev__synth_care = {care, sizeof care / sizeof care[0]};

// clang-format off
static const char *const hobby[] = {
    "OFFICE_PAPERS|office|resma,papel,resma a4|papel sulfite,resma,papel a4|hojas,"
     "fotográfico,color,caja,cartulina,oficio,obra|folhas,fotográfico,colorido,caixa,"
     "cartolina,ofício,adesivo|bck 70-300/10gr",
    "LABELS|office|etiquetas,etiquetas autoadhesivas,rollo de etiquetas|etiquetas,"
     "etiquetas adesivas,rolo de etiquetas|térmicas,impresora,código de barras,"
     "personalizadas,planchas,vinilo,escolares,ribbon|térmicas,impressora,"
     "código de barras,personalizadas,folhas,vinil,escolares,ribbon|bck 20-100/5mm",
    "BOOKS|office|libro,novela,libro usado|livro,romance,livro usado|editorial,"
     "tapa dura,edición,autor,infantil,cuentos,historia,tomo|editora,capa dura,edição,"
     "autor,infantil,contos,história,volume|tk",
    "COMICS|office|historieta,cómic,manga|gibi,revista em quadrinhos,mangá|tomo,número,"
     "colección,superhéroes,revista,edición,lote,anime|volume,número,coleção,"
     "super-heróis,revista,edição,lote,anime|tk 1-60/1n",

    "DOG_FOODS|pets|alimento perro,alimento balanceado,bolsa de alimento|ração,"
     "ração cães,ração para cachorro|cachorro,adulto,razas pequeñas,premium,pollo,carne,"
     "senior|filhote,adulto,raças pequenas,premium,frango,carne,sênior|bk 1-25/1kg",
    "CAT_FOODS|pets|alimento gato,alimento para gatos,alimento húmedo|ração gatos,"
     "ração para gato,sachê gato|gatito,adulto,castrados,pescado,pollo,premium,lata|"
     "filhote,adulto,castrados,peixe,frango,premium,lata|bk 1-15/1kg",
    "PET_BEDS|pets|cucha,cama para perro,moisés|cama pet,caminha,casinha de cachorro|"
     "gato,perro,lavable,almohadón,corderito,térmica,mascota,iglú|gato,cachorro,lavável,"
     "almofada,pelúcia,térmica,impermeável,iglu|bcs 40-100/10cm",
    "PET_COLLARS|pets|collar,correa,pretal|coleira,guia,peitoral|perro,gato,antipulgas,"
     "nylon,adiestramiento,cascabel,extensible,identificación|cachorro,gato,antipulgas,"
     "nylon,adestramento,guizo,retrátil,identificação|bcsk",

    "ACOUSTIC_GUITARS|music|guitarra criolla,guitarra acústica,guitarra|violão,"
     "violão acústico,violão nylon|funda,cuerdas,clásica,estudio,electroacústica,"
     "ecualizador,principiante,cedro|capa,cordas,clássico,estudante,eletroacústico,"
     "afinador,iniciante,folk|bmc",
    "ELECTRIC_GUITARS|music|guitarra eléctrica,guitarra,combo guitarra|guitarra,"
     "guitarra elétrica,kit guitarra|amplificador,cuerdas,doble corte,micrófonos,funda,"
     "palanca,zurdo,cuerpo macizo|amplificador,cordas,corpo maciço,captadores,capa,"
     "alavanca,canhoto,flamed|bmc",
    "BASS_GUITARS|music|bajo,bajo eléctrico,bajo activo|baixo,contrabaixo,"
     "baixo elétrico|cuerdas,activo,pasivo,funda,amplificador,maple,bolt on,fretless|"
     "cordas,ativo,passivo,capa,amplificador,maple,bolt on,fretless|bmc 4-6/1c",
    "INSTRUMENT_STRINGS|music|encordado,cuerdas,juego de cuerdas|encordoamento,cordas,"
     "jogo de cordas|guitarra,bajo,acústica,níquel,calibre,criolla,tensión,violín|"
     "guitarra,baixo,violão,níquel,calibre,nylon,tensão,violino|bkm",

    "NOTEBOOKS_PAPER|office|cuaderno,agenda,libreta|caderno,agenda,caderneta|tapa dura,"
     "hojas,rayado,espiral,universitario,anillado,personalizada,cuadriculado|capa dura,"
     "folhas,pautado,espiral,universitário,argolado,personalizada,quadriculado|"
     "bck 48-300/12hojas",
    "PENS|office|lapicera,bolígrafo,lápices|caneta,caneta esferográfica,lápis de cor|"
     "gel,colores,tinta,caja,fibras,roller,personalizadas,microfibra|gel,cores,tinta,"
     "caixa,hidrocor,tinteiro,personalizadas,ponta fina|bck 0.5-1/0.1mm",
    "PENCIL_CASES|office|cartuchera,canopla,portalápices|estojo,estojo escolar,"
     "porta lápis|escolar,cierre,útiles,colores,tres pisos,tela,silicona,lápices|"
     "escolar,zíper,material,cores,três divisórias,tecido,silicone,canetas|bck",
    "CALCULATORS|office|calculadora,calculadora científica,calculadora financiera|"
     "calculadora,calculadora científica,calculadora financeira|solar,escritorio,"
     "# funciones,pantalla,impresora,estudiante,bolsillo|solar,mesa,# funções,visor,"
     "bobina,estudante,bolso|bmc 8-12/2dig",

    "BALLOONS|party|globos,globo metalizado,globos personalizados|balões,"
     "balão metalizado,bexigas|helio,cumpleaños,látex,letras,número,perlados,arco,"
     "decoración|hélio,aniversário,látex,letras,número,perolados,arco,decoração|"
     "ck 9-40/1in",
    "PARTY_SUPPLIES|party|cotillón,guirnalda,kit cumpleaños|kit festa,painel de festa,"
     "decoração de festa|cumpleaños,personalizado,imprimible,infantil,banderín,"
     "candy bar,temático,descartables|aniversário,personalizado,lembrancinhas,infantil,"
     "bandeirinha,mesa,tema,descartáveis|cky",
    "SOUVENIRS|party|souvenir,souvenirs,recuerditos|lembrancinha,lembrancinhas,brindes|"
     "cumpleaños,bautismo,personalizados,nacimiento,porcelana fría,llavero,casamiento,"
     "imán|aniversário,batizado,personalizadas,nascimento,biscuit,chaveiro,casamento,"
     "imã|ck",
    "CHRISTMAS_TREES|party|árbol de navidad,arbolito,pino navideño|árvore de natal,"
     "pinheiro de natal,árvore pinheiro|nevado,adornos,luces,ramas,artificial,bolas,pie|"
     "nevada,enfeites,luzes,galhos,artificial,bolas,base|bc 60-240/30cm",

    "MOVIES|collect|película,dvd,blu ray|filme,dvd,blu-ray|original,temporada,serie,"
     "colección,cerrado,acción,subtitulada,clásico|original,temporada,série,coleção,"
     "lacrado,ação,legendado,clássico|tk",
    "SCALE_MODELS|collect|maqueta,modelo para armar,auto de colección|miniatura,"
     "kit para montar,carro de coleção|escala,avión,barco,plástico,metal,pintado,tren,"
     "tanque|escala,avião,navio,plástico,metal,pintado,trem,tanque|bm 18-72/6esc",
    "TRADING_CARDS|collect|cartas,figuritas,mazo de cartas|cartas,figurinhas,"
     "deck de cartas|colección,álbum,sobre,holográfica,pack,rara,mundial,lote|coleção,"
     "álbum,envelope,holográfica,pacote,rara,copa,lote|tk",
    "POSTERS|collect|póster,afiche,lámina|pôster,cartaz,placa decorativa|película,"
     "vintage,banda,pared,impreso,enmarcado,retro,anime|filme,vintage,banda,parede,"
     "impresso,moldura,retrô,anime|tk 30-100/10cm",

    "MUSICAL_KEYBOARDS|music|teclado musical,órgano,piano digital|teclado musical,"
     "teclado arranjador,piano digital|midi,sensitivo,ritmos,soporte,fuente,usb,"
     "infantil|midi,sensitivo,ritmos,suporte,fonte,usb,infantil|bm 25-88/1teclas",
    "DRUMS|music|batería,batería acústica,redoblante|bateria,bateria acústica,"
     "caixa de bateria|platillos,bombo,parches,palillos,electrónica,cuerpos,banqueta,"
     "infantil|pratos,bumbo,peles,baquetas,eletrônica,tambores,banco,infantil|"
     "bmc 8-22/1in",
    "GUITAR_PEDALS|music|pedal,pedal de efectos,pedalera|pedal,pedal de efeito,"
     "pedaleira|guitarra,distorsión,delay,reverb,overdrive,bajo,loop,afinador|guitarra,"
     "distorção,delay,reverb,overdrive,baixo,looper,afinador|bm",
    "MUSICAL_STANDS|music|soporte guitarra,pie de micrófono,atril|suporte violão,"
     "pedestal microfone,estante partitura|teclado,jirafa,plegable,doble,pared,"
     "partitura,instrumento,metálico|teclado,girafa,dobrável,duplo,parede,partitura,"
     "instrumento,metal|bk",

    "COLLECTIBLE_COINS|collect|moneda,moneda antigua,billete|moeda,moeda antiga,cédula|"
     "plata,colección,pesos,centavos,conmemorativa,sin circular,error,lote|prata,"
     "coleção,réis,centavos,comemorativa,fc,flor de estampa,lote|k",
    "COLLECTIBLE_STAMPS|collect|estampillas,sellos,álbum estampillas|selos,selo postal,"
     "álbum de selos|colección,usadas,serie,correo,filatelia,lote,antiguas,bloque|"
     "coleção,carimbado,série,correio,filatelia,lote,antigos,bloco|k",
    "VINYL_RECORDS|collect|vinilo,disco de vinilo,lp|vinil,disco de vinil,lp|rock,"
     "long play,simple,nacional,álbum,edición,importado,tango|rock,long play,compacto,"
     "nacional,álbum,edição,encarte,mpb|tk",
    "MUSIC_CDS|collect|cd,cd original,disco compacto|cd,cd original,cd lacrado|rock,"
     "álbum,nacional,cerrado,grandes éxitos,edición,usado,pop|rock,álbum,nacional,"
     "lacrado,sucessos,edição,usado,pop|tk",

    "FLEA_TREATMENTS|pets|pipeta,antipulgas,pastilla antipulgas|antipulgas,pipeta,"
     "comprimido antipulgas|perro,gato,garrapatas,comprimido,spray,mensual,collar|"
     "cachorro,gato,carrapatos,coleira,spray,mensal,cães|bk 2-60/2kg",
    "PET_FEEDERS|pets|comedero,bebedero,dispenser de alimento|comedouro,bebedouro,"
     "alimentador automático|perro,gato,automático,acero,doble,fuente,mascota,elevado|"
     "cachorro,gato,automático,inox,duplo,fonte,pet,elevado|bck 0.5-4/0.5l",
    "PET_CARRIERS|pets|transportadora,bolso transportador,canil|caixa de transporte,"
     "bolsa de transporte,transporte pet|perro,gato,plástica,avión,plegable,jaula,"
     "mascota,puerta|cachorro,gato,plástica,avião,dobrável,gaiola,cães,porta|bc 1-5/1n",
    "AQUARIUMS|pets|pecera,acuario,pecera completa|aquário,aquário completo,"
     "nano aquário|filtro,tapa,luz led,peces,vidrio,bomba,curva|filtro,tampa,luz led,"
     "peixes,vidro,bomba,curvo|b 5-200/5l",

    "FABRICS|party|tela,tela por metro,retazos|tecido,tecido por metro,retalhos|algodón,"
     "estampada,lienzo,tapicería,ancho,patchwork,gasa,tusor|algodão,estampado,tricoline,"
     "estofado,largura,patchwork,oxford,feltro|ck 1-10/1mts",
    "YARNS|party|lana,ovillo,hilo de algodón|lã,novelo,fio de algodão|tejer,madeja,"
     "crochet,amigurumi,gruesa,acrílica,totora,merino|tricô,meada,crochê,amigurumi,"
     "grosso,acrílico,barbante,bebê|bck 50-1000/50gr",
    "STICKERS|party|sticker,vinilo decorativo,calcomanía|adesivo,adesivo decorativo,"
     "figurinha|pared,infantil,auto,notebook,frase,plancha,azulejos,troquelado|parede,"
     "infantil,carro,notebook,frase,cartela,azulejos,recorte|ck 10-100/10cm",
    "KEYCHAINS|party|llavero,llaveros,llavero metálico|chaveiro,chaveiros,"
     "chaveiro metal|personalizado,goma,cuero,destapador,acrílico,auto,souvenir,equipo|"
     "personalizado,borracha,couro,abridor,acrílico,carro,lembrancinha,time|ck",
};
// clang-format on

const lmev__synth_dept lmev__synth_hobby = {hobby, sizeof hobby / sizeof hobby[0]};
